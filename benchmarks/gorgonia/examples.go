package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// example is a program of Gorgonia's examples directory and how it is run.
type example struct {
	name    string
	what    string // it computes
	args    string
	stdin   string
	images  int            // of the synthetic MNIST that it trains on; 0: it needs none
	once    bool           // its machine runs once: the time is that of runs repeated after the first
	dropout bool           // it uses Dropout, which TapeMachine differentiates wrongly: compared without, timed with it
	result  *regexp.Regexp // lines of the output that hold its results
	file    string         // its results are in this file rather than printed
	forever bool           // it ends with an error, at the end of its input
	dense   bool           // its time is in matrix products
}

var costs = regexp.MustCompile(`cost .*`)

// examples are those that make a TapeMachine. CharRNN uses a LispMachine only.
var examples = []example{
	{name: "286", what: "784-300-10, batch 10, one step", images: 0, once: true, dense: true},
	{name: "convnet", what: "MNIST, three convolutions and two dense layers, batch 100", args: "-epochs 4", images: 100, dropout: true, result: costs},
	{name: "resnet", what: "MNIST, convolutions and dense layers of 157 million weights, float32, batch 10", args: "-epochs 3 -batchsize 10 -dtype float32", images: 10, dropout: true, dense: true, result: costs},
	{name: "stacked_autoencoder", what: "pretraining 784-1000-1000-1000, batch 10", args: "-pt 3 -ft 1 -bs 10", images: 20, dense: true, file: "training.viz"},
	{name: "logisticregression", what: "26,733 rows of 10 features, 500 steps", dense: true, result: regexp.MustCompile(`.*accuracy.*|^[wb]:.*`)},
	{name: "iris", what: "linear regression, 150 rows of 5 features, 10,000 steps", dense: true, result: regexp.MustCompile(`theta:.*`)},
	{name: "iris/cmd", what: "its prediction of one row", stdin: "5.1\n3.5\n1.4\n0.2\n6.3\n3.3\n6.0\n2.5\n", once: true, forever: true, result: regexp.MustCompile(`It is.*|unknown.*`)},
	{name: "tiny-yolo-v2-coco", what: "one image of 416x416, 9 convolutions", once: true, result: regexp.MustCompile(`.*\d.*`)},
	{name: "tiny-yolo-v3-coco", what: "one image of 416x416, 13 convolutions", once: true, result: regexp.MustCompile(`.*\d.*`)},
}

// ran is an example with both machines.
type ran struct {
	example
	failed [2]string
	us     [2]float64 // a run
	build  [2]float64 // us to make the machines
	solver float64    // us a step
	steps  int
	compared
}

// example runs one of the examples with both machines, first for its results, then several times in turn for the time.
func (w *workshop) example(e example, rounds int) (r ran) {
	r.example = e
	i := invocation{args: strings.Fields(e.args), dir: filepath.Join("examples", filepath.FromSlash(e.in())), stdin: e.stdin, limit: 10 * time.Minute}
	plain, timed, err := w.prepare(e)
	if err != nil {
		r.failed = [2]string{err.Error(), err.Error()}
		return r
	}
	i.program = plain
	if w.results(&r, i); r.failed[1] != "" {
		return r
	}
	i.program = timed
	if e.once {
		i.repeat = time.Second
	}
	for start := time.Now(); rounds > 0 && time.Since(start) < long; rounds-- {
		for k, m := range machines {
			r.take(k, w.play(i, m).measured)
		}
	}
	return r
}

// long is the time after which an example is not timed once more.
const long = time.Minute

// in is the directory that an example runs in: the prediction of iris reads what its training left.
func (e example) in() string { return strings.TrimSuffix(e.name, "/cmd") }

// prepare makes the data of an example and its programs.
func (w *workshop) prepare(e example) (plain, timed string, err error) {
	if e.images > 0 {
		if err := writeMNIST(filepath.Join(w.dir, "examples", "testdata", "mnist"), e.images); err != nil {
			return "", "", err
		}
	}
	return w.programs(filepath.Join("examples", filepath.FromSlash(e.name)), e.dropout)
}

// results runs an example once with either machine and compares what it says.
func (w *workshop) results(r *ran, i invocation) {
	var said [2]string
	for k, m := range machines {
		out := w.play(i, m)
		if out.err != nil && !(r.forever && strings.Contains(out.output, "invalid syntax")) { // of an empty line
			r.failed[k] = reason(out)
		}
		said[k] = out.output
		if r.file == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(w.dir, i.dir, r.file))
		if err != nil && r.failed[k] == "" {
			r.failed[k] = err.Error()
		}
		said[k] = string(text)
	}
	r.compared = compare(said, r.result)
}

// take keeps the smaller times.
func (r *ran) take(k int, m measured) {
	build := 0.
	for _, x := range m.Machines {
		build += x.Build / float64(len(m.Machines))
	}
	if us := m.perRun(); us > 0 && (r.us[k] == 0 || us < r.us[k]) {
		r.us[k] = us
	}
	if r.build[k] == 0 || build < r.build[k] {
		r.build[k] = build
	}
	if us := m.perStep(); us > 0 && (r.solver == 0 || us < r.solver) {
		r.solver = us
	}
	r.steps = max(r.steps, m.SolverSteps)
}

// programs builds an example to compare results with and one to time, the same where there is no dropout.
func (w *workshop) programs(dir string, dropout bool) (plain, timed string, err error) {
	name := strings.ReplaceAll(filepath.ToSlash(dir), "/", "-")
	if timed, err = w.build(dir, name, false); err != nil || !dropout {
		return timed, timed, err
	}
	file := filepath.Join(w.dir, dir, "main.go")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", "", err
	}
	without, err := rewrite(file, text, noDropout)
	if err != nil {
		return "", "", err
	}
	if err := os.WriteFile(file, without, 0o644); err != nil {
		return "", "", err
	}
	if plain, err = w.build(dir, name+"-plain", false); err != nil {
		return "", "", err
	}
	return plain, timed, os.WriteFile(file, text, 0o644)
}
