package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// digitScores is how the digit network does on test pictures and on pictures that are no digits.
type digitScores struct {
	EpochLoss        []float64      `json:"epoch_loss"`
	NLL              estimate       `json:"nll"` // nats a picture
	Accuracy         estimate       `json:"accuracy"`
	CalibrationError float64        `json:"calibration_error"`
	Inside           int            `json:"inside"`      // bins in their band
	Reliability      []bin          `json:"reliability"` // of the surest class
	Confusion        [10][10]int    `json:"confusion"`   // pictures of digit i taken for digit j
	Entropy          []entropyScore `json:"entropy"`     // the test pictures first
}

// entropyScore is the entropy of the network's answer to pictures of one kind, in nats, at most log 10 = 2.303.
type entropyScore struct {
	Kind   string  `json:"kind"`
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"`
	Above  float64 `json:"above"` // share above the entropy that 5% of the test digits exceed
	AUC    float64 `json:"auc"`   // share of pairs with a test digit in which this kind has the greater entropy
}

// pictures are some of one kind with what the network says of them.
type pictures struct {
	kind    string
	x       *mat.Dense
	truth   []float64   // nil if they are no digits
	p       [][]float64 // (rows, 10)
	taken   []float64   // the surest class
	entropy []float64
}

// surest is the probability of the surest class of row i.
func (k pictures) surest(i int) float64 { return k.p[i][int(k.taken[i])] }

// runDigits trains the digit network and shows it test digits and other pictures.
func runDigits(ctx context.Context, o options, r *results, out io.Writer) ([]pictures, error) {
	r.Rows.TrainImages, r.Rows.TestImages = o.images, max(o.images/3, minImages)
	m, h, err := fitReader(ctx, o, out)
	if err != nil {
		return nil, err
	}
	n := r.Rows.TestImages
	x, truth := digits.Digits(o.seed, "test", n)
	kinds := []pictures{
		{kind: "digits", x: x, truth: truth},
		{kind: "letters", x: digits.Letters(o.seed, "letters", n)},
		{kind: "negatives of digits", x: digits.Negative(x)},
		{kind: "noise", x: digits.Noise(o.seed, "noise", n)},
	}
	for i := range kinds {
		if err := kinds[i].read(ctx, m); err != nil {
			return nil, err
		}
	}
	r.Digits = judge(kinds)
	r.Digits.EpochLoss = h.Losses()
	r.Digits.print(out)
	return kinds, nil
}

func fitReader(ctx context.Context, o options, out io.Writer) (*training.Model, training.History, error) {
	const epochs = 8
	x, label := digits.Digits(o.seed, "train", o.images)
	m := &training.Model{Net: reader{}}
	t := training.Trainer{Loss: losses.NLL{}, BatchSize: 100, Solver: &training.Adam{Rate: training.Cosine(3e-3, epochs, 0)}, Seed: o.seed,
		Progress: &training.Progress{Out: out, Label: "digits"}}
	t, err := checkpoint.Of(o.checkpoint, t, "digits")
	if err != nil {
		return nil, nil, err
	}
	h, err := t.Fit(ctx, m, data.Set{X: x, Y: label, Target: "digit"}, epochs)
	return m, h, err
}

// read fills in what the network says.
func (k *pictures) read(ctx context.Context, m *training.Model) error {
	q, err := m.Predict(ctx, k.x)
	if err != nil {
		return err
	}
	k.p = q.LogProbs([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	for _, row := range k.p {
		for c, l := range row {
			row[c] = math.Exp(l)
		}
	}
	k.taken, k.entropy = q.Mode(), q.Entropy()
	return nil
}

// judge compares the first kind, the test digits, with its truth, and the entropies of the others with its.
func judge(kinds []pictures) (s digitScores) {
	test := kinds[0]
	n := len(test.truth)
	nll, right, sure, correct := make([]float64, n), make([]float64, n), make([]float64, n), make([]bool, n)
	for i, t := range test.truth {
		nll[i] = -math.Log(test.p[i][int(t)])
		sure[i] = test.surest(i)
		if correct[i] = test.taken[i] == t; correct[i] {
			right[i] = 1
		}
		s.Confusion[int(t)][int(test.taken[i])]++
	}
	s.NLL, s.Accuracy = estimateOf(nll), estimateOf(right)
	s.Reliability = reliability(sure, correct, intervals)
	s.CalibrationError, s.Inside = calibrationError(s.Reliability), inside(s.Reliability)

	reference := slices.Sorted(slices.Values(test.entropy))
	limit := stat.Quantile(.95, stat.Empirical, reference, nil)
	for _, k := range kinds {
		e := slices.Sorted(slices.Values(k.entropy))
		first, _ := slices.BinarySearch(e, math.Nextafter(limit, math.Inf(1)))
		s.Entropy = append(s.Entropy, entropyScore{
			Kind: k.kind, Mean: stat.Mean(e, nil), Median: stat.Quantile(.5, stat.Empirical, e, nil),
			Above: 1 - float64(first)/float64(len(e)), AUC: greater(e, reference),
		})
	}
	return s
}

// greater is the share of pairs in which the element of a is greater than that of b, ties counting half; both are sorted. It is the
// area under the receiver's characteristic (Hanley and McNeil 1982).
func greater(a, b []float64) float64 {
	sum := 0.
	for _, v := range a {
		below, _ := slices.BinarySearch(b, v)
		upTo, _ := slices.BinarySearch(b, math.Nextafter(v, math.Inf(1)))
		sum += float64(below+upTo) / 2
	}
	return sum / float64(len(a)) / float64(len(b))
}

func (s digitScores) print(out io.Writer) {
	fmt.Fprintf(out, "\ndigits: accuracy %.4f ± %.4f   NLL %.4f ± %.4f nats   calibration error %.4f, %d of %d bins in band\n",
		s.Accuracy.Mean, s.Accuracy.SE, s.NLL.Mean, s.NLL.SE, s.CalibrationError, s.Inside, len(s.Reliability))
	fmt.Fprintf(out, "  %-22s %8s %8s   %s\n", "entropy, nats", "mean", "median", "above 95% of the digits   above a digit")
	for _, e := range s.Entropy {
		fmt.Fprintf(out, "  %-22s %8.3f %8.3f   %22.1f%%   %12.1f%%\n", e.Kind, e.Mean, e.Median, 100*e.Above, 100*e.AUC)
	}
}
