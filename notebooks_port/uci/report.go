package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// results are by set and method.
type results map[string]map[string]summary

// splits is the number of splits behind all scores, 0 if they differ.
func (r results) splits(o options) (n int) {
	for i, set := range o.sets {
		for k, m := range o.methods {
			s := r[set][m].Setting.Splits
			if i+k > 0 && s != n {
				return 0
			}
			n = s
		}
	}
	return n
}

// published are figures of MC dropout: the article's (Gal and Ghahramani 2016), and its authors' later ones by grid search
// over 4,000 epochs (2018), which mcdropout follows.
var published = map[string]struct{ first, later summary }{
	"concrete":         {summary{RMSE: 5.23, LL: -3.04}, summary{RMSE: 4.82, RMSESE: .161, LL: -2.93, LLSE: .025}},
	"energy":           {summary{RMSE: 1.66, LL: -1.99}, summary{RMSE: .54, RMSESE: .014, LL: -1.21, LLSE: .005}},
	"power-plant":      {summary{RMSE: 4.02, LL: -2.80}, summary{RMSE: 4.01, RMSESE: .037, LL: -2.80, LLSE: .009}},
	"wine-quality-red": {summary{RMSE: .62, LL: -.93}, summary{RMSE: .62, RMSESE: .008, LL: -.93, LLSE: .013}},
	"yacht":            {summary{RMSE: 1.11, LL: -1.55}, summary{RMSE: .67, RMSESE: .049, LL: -1.25, LLSE: .015}},
}

// line is what is known of a method on a set.
func line(set, method string, s summary, splits int, d time.Duration) string {
	return fmt.Sprintf("%-18s %-10s rmse %7.3f +- %.3f   log-likelihood %7.3f +- %.3f   %d splits, %.0f s",
		set, method, s.RMSE, s.RMSESE, s.LL, s.LLSE, splits, d.Seconds())
}

// printSplits writes what each split chose and its scores.
func printSplits(out io.Writer, scores []score) {
	for k, s := range scores {
		fmt.Fprintf(out, "  split %2d: rmse %7.3f, log-likelihood %7.3f  %s\n", k+1, s.RMSE, s.LL, s.chosen)
	}
}

// print writes the table.
func (r results) print(out io.Writer, o options) {
	fmt.Fprintf(out, "\n%-18s %-14s %8s %-8s %8s\n", "set", "method", "rmse", "", "log-lik.")
	row := func(set, method string, s summary) {
		text := fmt.Sprintf("%-18s %-14s %8.3f %-8s %8.3f %s", set, method, s.RMSE, margin(s.RMSESE), s.LL, margin(s.LLSE))
		fmt.Fprintln(out, strings.TrimSpace(text))
	}
	for _, set := range o.sets {
		for _, m := range o.methods {
			row(set, m, r[set][m])
		}
		if p, ok := published[set]; ok {
			row(set, "dropout 2016", p.first)
			row(set, "dropout 2018", p.later)
		}
	}
}

// margin is empty where the standard error is not known.
func margin(se float64) string {
	if se == 0 {
		return ""
	}
	return fmt.Sprintf("+- %.3f", se)
}
