package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// report is a run's results with what must be known to read them.
type report struct {
	command  string
	machine  string
	level    string // what the others are held to, a sentence, "" where it goes without saying
	versions []string
	load     [2]string // before and after
	run      harness.Run
	lacks    error // why PyTorch is missing
	outcomes []harness.Outcome
	old      []harness.Outcome // of earlier runs
}

// sections are the tables of the results.
var sections = []struct {
	title, text string
	kinds       []harness.Kind
}{
	{"Training step", "One update with Adam, float32, in us: 14 features, layers of 128, 128 and 64 units (`mse-w*`: w, w, w/2), then one output or three heads of 16; `bbb` (Bayes by Backprop: every weight normal, drawn once a step, and the ELBO) and `mcd` (Monte Carlo dropout at a rate of 0.1) two outputs. " +
		"Ours is `training.Trainer` over shuffled rows. JAX step calls a compiled function with donated buffers, scan runs the epoch in one call.",
		[]harness.Kind{harness.Step}},
	{"From nothing", "`compile-*`: a new network's first trained step in a running process, in us. `start-*`: from the start of a process (`python -c` and a Go binary) " +
		"to its first trained step, on the first of 1000 rows read from a file, in us.",
		[]harness.Kind{harness.Compile, harness.Start}},
	{"Prediction", "In us for all rows of the batch. `predict-*`: parameters of p(y | x), ours `Model.Predict`, which checks and scales its input, uses all cores and builds a " +
		"`Posterior`. `mean-*`: the network alone up to the mean of y, ours a `layers.Function`. Where `predict` takes many times `mean` for one row, that is the building of the " +
		"posterior. `density-*`: log p(y | x) at 100 y for each row from the features on, ours in float64, theirs in float32. `predict-bbb` and `predict-mcd`: mean and scale at 100 draws of the weights. The scan column is one call for all rows, step is a call for each 1000.",
		[]harness.Kind{harness.Predict, harness.Mean, harness.Density, harness.Draws}},
	{"Answers", "Mean, standard deviation, mode, 68% HPD and five quantiles (.05, .16, .5, .84, .95) of all rows from the parameters of mixtures of 16 on, in us: `answers-*` of the predicted distribution, " +
		"`swapped-*` after a training prior of 64 bins has given way to a flat one. Ours is `SwapPrior` and the methods of a fresh `Posterior`, each answer solved to about 1e-10 of a row's mass, in float64. " +
		"JAX's only approximates, as the lecture does: densities at 100 points in float32, divided by the prior, sums and sorts of them. The step column is a call for each 1000 rows, scan one for all.",
		[]harness.Kind{harness.Answers, harness.Swapped}},
	{"Transformations", "In us, compiled, float32, of networks of 14 features at 100 rows, with the same weights: `per-example` is the gradients of each row's square error by all weights of " +
		"14-128-128-64-1, `hvp` the Hessian of its mean square error times a vector, `hessian` the full Hessian of 14-16-1 (tanh), `jacobian` the 48 outputs of 14-128-128-64-48 by the inputs, for each row. " +
		"Ours is `VMap(Grad(f))`, `HVP`, `Hessian` and `VMap(Jacobian(f))`. JAX's step column is `vmap(grad(f))`, `jvp` of `grad`, `hessian` and `vmap(jacobian(f))`; its scan column, where there is one, the other way " +
		"round: `grad` of `grad`, `vmap(jacfwd(f))`. Their numbers were compared before.",
		[]harness.Kind{harness.Transform}},
	{"Flows", "In us, float32: a conditional spline flow, p(y | x) of 6 numbers given 14 features, 5 couplings of rational-quadratic splines of 8 bins, each with a network of 64 and 64 units. `nsf` is one training step with Adam, " +
		"`nsf-density` a log-density of each row, `nsf-draws` a draw for each row, noise included. Ours is `flows.NSF`: `training.Trainer`, and a `layers.Function` of 1000 rows at a time on all cores; " +
		"`joint-*` is `Model.PredictJoint` with `LogProb` or `Sample`, which compute in float64 for the same question. " +
		"PyTorch is zuko's couplings and splines, JAX distrax's; their step column is a call a step or for each 1000 rows, scan an epoch or all rows at once. The knots are placed by one formula, so that with " +
		"the same weights all are the same density: their numbers were compared before. zuko makes functions anew at each call, so that PyTorch compiles again each time: its compiled column is that.",
		[]harness.Kind{harness.FlowStep, harness.FlowDensity, harness.FlowDraws}},
	{"Memory", "The most memory, ru_maxrss, of a process that trains for an epoch over 261,000 rows at batch 100, in MiB.", []harness.Kind{harness.Memory}},
}

// write prints the report in Markdown.
func (r report) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Beside JAX, PyTorch and plain Gorgonia\n\nWritten by\n\n```\n%s\n```\n\n", r.command)
	fmt.Fprintf(&b, "Machine: %s. Versions: %s.\n", r.machine, strings.Join(r.versions, ", "))
	if r.level != "" {
		b.WriteString(r.level + "\n")
	}
	if r.load[0] != "" {
		fmt.Fprintf(&b, "Load average before the run %s, at its end %s (the run itself adds one to two).\n", r.load[0], r.load[1])
	}
	fmt.Fprintf(&b, "Medians of %d measurements of about %v each, the contenders in turn (fewer where one takes seconds). The last columns are our time over theirs: below 1 we are faster.\n"+
		"`-` means that there is no such case. PyTorch uses one thread or all, whichever its eager form is faster with; JAX chooses for itself.\n", r.run.Rounds, r.run.Budget)
	if len(r.old) > 0 {
		b.WriteString("Made in pieces: the command and the load are those of the last.\n")
	}
	if r.lacks != nil {
		fmt.Fprintf(&b, "Without PyTorch: %v.\n", r.lacks)
	}
	for _, s := range sections {
		if !r.has(s.kinds) {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", s.title, s.text)
		if err := harness.WriteTable(&b, r.outcomes, s.kinds...); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r report) has(kinds []harness.Kind) bool {
	for _, o := range r.outcomes {
		for _, k := range kinds {
			if o.Case.Kind == k {
				return true
			}
		}
	}
	return false
}
