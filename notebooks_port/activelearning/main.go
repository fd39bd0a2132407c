// Activelearning lets a network choose the points whose labels it learns from: labels are dear, points are not.
//
// A point of a square is of class 0 or 1. Most of the points that labels may be bought for teach nothing: two fifths lie in a disc
// that is all of class 1, three tenths in a disc where the label is a coin flip. What there is to learn, a winding border and a small
// island of class 1, lies among the rest. The learner is a network of one hidden layer, whose output weights are drawn from their
// posterior by a Markov chain. It starts from ten labels and buys five a round, of the points with
//
//   - BALD: the most mutual information of label and weights (Houlsby et al. 2011, arXiv:1112.5745);
//   - variance: the largest variance of the probability over draws of the weights, the epistemic part;
//   - entropy: the least certain label, whatever the reason, which is what one would do without telling the two apart;
//   - random: no choice.
//
// All start from the same points, and are judged over the whole square against the known truth. The program writes results.json and
//
//   - curves.png: accuracy and log-likelihood against the number of labels, mean and band over the repeats;
//   - asked.png: the points that each method asked for, on the map of the mutual information that it had left, and how many of
//     them are coin flips.
//
// With -checkpoint a run that was stopped goes on by methods and repeats: those that are done are not done again.
package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/notebooks_port/internal/program"
)

// options are the command line.
type options struct {
	out        string
	checkpoint string
	repeats    int
	rounds     int
	seed       uint64
}

func main() { program.Main("activelearning", parse, run) }

// maxRounds leaves points to choose from, however few labels teach.
const maxRounds = 100

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("activelearning", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/activelearning", "`directory` for figures and results.json")
	f.IntVar(&o.repeats, "repeats", 10, "`N` repeats of everything, each from other points")
	f.IntVar(&o.rounds, "rounds", 24, "buy labels `N` times")
	f.Uint64Var(&o.seed, "seed", 1, "of which each repeat has one of its own")
	f.StringVar(&o.checkpoint, "checkpoint", "", "keep in `directory` what each method came to in each repeat: a second call with the same flags, or other -repeats, takes what is done, begins anew what was stopped, and comes to the same results")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.repeats < 2:
		return o, fmt.Errorf("-repeats %d: want at least 2, for a band", o.repeats)
	case o.rounds < 2 || o.rounds > maxRounds:
		return o, fmt.Errorf("-rounds %d: want 2 to %d", o.rounds, maxRounds)
	}
	return o, nil
}
