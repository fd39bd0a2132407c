package main

import (
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/gonum/mat"
)

// answers are n pictures of one kind with the same answer to each: class c with probability p, the rest spread evenly.
func answers(kind string, n, c int, p float64, truth []float64) pictures {
	k := pictures{kind: kind, x: mat.NewDense(n, digits.Pixels, nil), truth: truth}
	for range n {
		row := make([]float64, 10)
		for j := range row {
			row[j] = (1 - p) / 9
		}
		row[c] = p
		entropy := 0.
		for _, v := range row {
			entropy -= xlogy(v, v)
		}
		k.p, k.taken, k.entropy = append(k.p, row), append(k.taken, float64(c)), append(k.entropy, entropy)
	}
	return k
}

// The ends of what a network can say are drawn: all sure and right, all sure and wrong, nothing known, few pictures.
func TestDrawExtremes(t *testing.T) {
	threes := []float64{3, 3}
	for name, test := range map[string]pictures{
		"sure and right": answers("digits", 2, 3, 1, threes),
		"sure and wrong": answers("digits", 2, 4, 1-1e-12, threes),
		"nothing known":  answers("digits", 2, 3, .1, threes),
	} {
		kinds := []pictures{test, answers("letters", 3, 7, .5, nil), answers("negatives", 1, 0, 1, nil), answers("noise", 20, 9, .2, nil)}
		scores := judge(kinds)
		for page, pg := range map[string]*figure.Page{"digits": picturesPage(kinds), "confusion": confusionPage(scores), "entropy": entropyPage(kinds, scores, "said of it")} {
			if pg.Max.Y <= pg.Min.Y {
				t.Errorf("%s: what is drawn of %s does not fit on its page", name, page)
			}
		}
	}
}

// The judge of pictures by hand: two threes, one taken for a four.
func TestJudge(t *testing.T) {
	test := answers("digits", 2, 3, .7, []float64{3, 4})
	s := judge([]pictures{test, answers("letters", 5, 3, .4, nil), answers("noise", 5, 3, .9, nil)})
	if s.Confusion[3][3] != 1 || s.Confusion[4][3] != 1 || s.Accuracy.Mean != .5 {
		t.Errorf("confusion %v, accuracy %v", s.Confusion, s.Accuracy)
	}
	if e := s.Entropy; e[0].Above != 0 || e[1].Above != 1 || e[1].AUC != 1 || e[2].Above != 0 || e[2].AUC != 0 {
		t.Errorf("entropies %+v", e)
	}
	if right, wrong := test.byTruth(); len(right) != 1 || right[0] != 0 || len(wrong) != 1 || wrong[0] != 1 {
		t.Errorf("right %v, wrong %v", right, wrong)
	}
}
