package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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
	lines  int     // of results compared
	values int     // numbers in them
	apart  float64 // their largest relative difference
	other  string  // what else differs
}

// example runs one of the examples with both machines, first for what it prints, then several times in turn for the time.
func (w *workshop) example(e example, rounds int) (r ran) {
	r.example = e
	fail := func(err error) ran {
		r.failed = [2]string{err.Error(), err.Error()}
		return r
	}
	dir := filepath.Join("examples", filepath.FromSlash(e.name))
	if e.images > 0 {
		if err := writeMNIST(filepath.Join(w.dir, "examples", "testdata", "mnist"), e.images); err != nil {
			return fail(err)
		}
	}
	plain, timed, err := w.programs(dir, e.dropout)
	if err != nil {
		return fail(err)
	}
	i := invocation{program: plain, args: strings.Fields(e.args), dir: dir, stdin: e.stdin, limit: 10 * time.Minute}
	if e.name == "iris/cmd" {
		i.dir = filepath.Join("examples", "iris") // where theta.bin was left
	}
	var printed [2]string
	for k, m := range machines {
		out := w.play(i, m)
		if out.err != nil && (!e.forever || len(out.Machines) == 0 && out.SolverSteps == 0 && !strings.Contains(out.output, "parsing")) {
			r.failed[k] = reason(out)
		}
		printed[k] = out.output
		if e.file != "" {
			text, err := os.ReadFile(filepath.Join(w.dir, i.dir, e.file))
			if err != nil && r.failed[k] == "" {
				r.failed[k] = err.Error()
			}
			printed[k] = string(text)
		}
	}
	r.lines, r.values, r.apart, r.other = compare(printed, e.result)
	if r.failed[1] != "" {
		return r
	}
	i.program = timed
	if e.once {
		i.repeat = time.Second
	}
	for range rounds {
		for k, m := range machines {
			r.take(k, w.play(i, m).measured)
		}
	}
	return r
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

var (
	clock   = regexp.MustCompile(`\d{4}/\d\d/\d\d |\d\d:\d\d:\d\d(\.\d+)?|\d+(\.\d+)?(ns|[µm]?s)\b`)
	numbers = regexp.MustCompile(`[-+]?\d+\.?\d*([eE][-+]?\d+)?|NaN|[-+]Inf`)
)

// compare returns how many chosen lines two outputs have, with how many numbers, the largest relative difference of two that
// correspond, and what differs besides.
func compare(printed [2]string, result *regexp.Regexp) (lines, values int, apart float64, other string) {
	var chosen [2][]string
	for k, text := range printed {
		for _, line := range strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' }) {
			if result != nil {
				line = result.FindString(line)
			}
			if line != "" {
				chosen[k] = append(chosen[k], clock.ReplaceAllString(line, ""))
			}
		}
	}
	if len(chosen[0]) != len(chosen[1]) {
		return 0, 0, 0, fmt.Sprintf("%d lines of results, and %d", len(chosen[0]), len(chosen[1]))
	}
	for i, a := range chosen[0] {
		b := chosen[1][i]
		x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
		if len(x) != len(y) || numbers.ReplaceAllString(a, "#") != numbers.ReplaceAllString(b, "#") {
			return i, values, apart, fmt.Sprintf("%q, and %q", a, b)
		}
		for j := range x {
			apart = math.Max(apart, relative(x[j], y[j]))
		}
		values += len(x)
	}
	return len(chosen[0]), values, apart, ""
}

// relative is |a-b| over the larger of the two, 0 for equal texts.
func relative(a, b string) float64 {
	if a == b {
		return 0
	}
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	if d := math.Abs(x-y) / math.Max(math.Abs(x), math.Abs(y)); d >= 0 {
		return d
	}
	return math.Inf(1) // one is NaN or infinite
}
