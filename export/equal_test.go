package export_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/export"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// An exported is a model that was written under a name, and whether it is of vectors.
type exported struct {
	name   string
	model  *training.Model
	x      *mat.Dense
	vector bool
}

// A question is what is asked of one row of a model, and an answer what comes back: of vectors Quantiles and CDFs are those of all
// marginals, one after the other.
type question struct {
	Name string
	X, P []float64
	Y    []float64 // of the log-density and the cdf; of vectors whole ones
}

type answer struct {
	Mean, StdDev, LogProb, Quantile, CDF, Covariance []float64
}

// levels end where a Posterior's quantile, which is that of a p less 2^-50 of it, so that a gap of the cdf is found, moves by less than
// 1e-12 standard deviations.
var levels = []float64{.001, .1, .5, .8, .999}

// questions are what is asked of a model, with its own answers.
func (e exported) questions(t testing.TB) (qs []question, as []answer) {
	t.Helper()
	n, _ := e.x.Dims()
	if e.vector {
		return e.vectorQuestions(t)
	}
	q, err := e.model.Predict(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	for i := range n {
		a, asked := scalar(q.Row(i))
		qs = append(qs, question{e.name, e.x.RawRowView(i), levels, asked})
		as = append(as, a)
	}
	return qs, as
}

// scalar is the answers of one number, at its quantiles and beyond.
func scalar(q distributions.Posterior) (a answer, y []float64) {
	a.Mean, a.StdDev = q.Mean(), q.StdDev()
	for _, p := range levels {
		a.Quantile = append(a.Quantile, q.Quantile(p)[0])
	}
	for _, v := range a.Quantile { // but where a density or a cdf may jump
		y = append(y, v+.01)
	}
	y = append(y, a.Mean[0]-3*a.StdDev[0]-.01)
	for _, v := range y {
		a.LogProb = append(a.LogProb, q.LogProb([]float64{v})[0])
		a.CDF = append(a.CDF, q.CDF([]float64{v})[0])
	}
	return a, y
}

func (e exported) vectorQuestions(t testing.TB) (qs []question, as []answer) {
	t.Helper()
	n, _ := e.x.Dims()
	joint, err := e.model.PredictJoint(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	marginals, err := e.model.Marginals(ctx, e.x)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	for i := range n {
		var a answer
		var y []float64
		for _, m := range marginals {
			one, _ := scalar(m.Row(i))
			a.Mean, a.StdDev = append(a.Mean, one.Mean...), append(a.StdDev, one.StdDev...)
			a.Quantile = append(a.Quantile, one.Quantile...)
			for _, v := range one.Quantile {
				a.CDF = append(a.CDF, m.Row(i).CDF([]float64{v + .01})[0])
			}
			y = append(y, one.Quantile[1]+.1)
		}
		a.LogProb = joint.Row(i).LogProb([][]float64{y})
		c := joint.Row(i).Covariance()[0]
		for j := range y {
			for k := range y {
				a.Covariance = append(a.Covariance, c.At(j, k))
			}
		}
		qs = append(qs, question{e.name, e.x.RawRowView(i), levels, y})
		as = append(as, a)
	}
	return qs, as
}

const mainText = `package main

import (
	"encoding/gob"
	"os"
%s)

type question struct {
	Name string
	X, P []float64
	Y    []float64
}

type answer struct {
	Mean, StdDev, LogProb, Quantile, CDF, Covariance []float64
}

type scalar interface {
	Mean() float64
	StdDev() float64
	LogProb(y float64) float64
	Quantile(p float64) float64
	CDF(y float64) float64
}

func number(q scalar, a question) (out answer) {
	out.Mean, out.StdDev = []float64{q.Mean()}, []float64{q.StdDev()}
	for _, p := range a.P {
		out.Quantile = append(out.Quantile, q.Quantile(p))
	}
	for _, y := range a.Y {
		out.LogProb, out.CDF = append(out.LogProb, q.LogProb(y)), append(out.CDF, q.CDF(y))
	}
	return out
}

type joint[D scalar] interface {
	Mean() []float64
	StdDev() []float64
	LogProb(y []float64) float64
	Covariance() [][]float64
	Marginal(j int) D
}

func vector[D scalar](q joint[D], a question) answer {
	out := answer{Mean: q.Mean(), StdDev: q.StdDev(), LogProb: []float64{q.LogProb(a.Y)}}
	for j, row := range q.Covariance() {
		out.Covariance = append(out.Covariance, row...)
		m := q.Marginal(j)
		for _, p := range a.P {
			out.Quantile = append(out.Quantile, m.Quantile(p))
			out.CDF = append(out.CDF, m.CDF(m.Quantile(p)+.01))
		}
	}
	return out
}

var models = map[string]func(a question) answer{
%s}

func main() {
	var qs []question
	if err := gob.NewDecoder(os.Stdin).Decode(&qs); err != nil {
		panic(err)
	}
	as := make([]answer, len(qs))
	for i, q := range qs {
		as[i] = models[q.Name](q)
	}
	if err := gob.NewEncoder(os.Stdout).Encode(as); err != nil {
		panic(err)
	}
}
`

// ask writes a module of all exports and a main that answers questions, builds it, and asks.
func ask(t testing.TB, all []exported, qs []question) (as []answer) {
	t.Helper()
	dir := t.TempDir()
	var imports, models strings.Builder
	for _, e := range all {
		var b bytes.Buffer
		if err := export.Go(&b, e.model, e.name); err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		write(t, filepath.Join(dir, e.name, "network.go"), b.String())
		fmt.Fprintf(&imports, "\t%q\n", "exported/"+e.name)
		kind := "number(" + e.name + ".Predict(a.X), a)"
		if e.vector {
			kind = "vector(" + e.name + ".Predict(a.X), a)"
		}
		fmt.Fprintf(&models, "\t%q: func(a question) answer { return %s },\n", e.name, kind)
	}
	write(t, filepath.Join(dir, "go.mod"), "module exported\n\ngo 1.23\n")
	write(t, filepath.Join(dir, "main.go"), fmt.Sprintf(mainText, imports.String(), models.String()))
	program := filepath.Join(dir, "program")
	vet := []string{"vet"}
	for _, e := range all {
		if strings.HasSuffix(e.name, "64") { // the others have the same code
			vet = append(vet, "./"+e.name)
		}
	}
	command(t, dir, nil, "go", vet...)
	command(t, dir, nil, "go", "build", "-o", program, ".")
	var in bytes.Buffer
	if err := gob.NewEncoder(&in).Encode(qs); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(bytes.NewReader(command(t, dir, in.Bytes(), program))).Decode(&as); err != nil {
		t.Fatal(err)
	}
	return as
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// command runs a program without a network, and returns what it prints.
func command(t testing.TB, dir string, in []byte, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Stdin = dir, bytes.NewReader(in)
	c.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK=off", "GO111MODULE=on")
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, errs.String())
	}
	return out.Bytes()
}

// Exports of all heads and layers answer as their models do: float64 to 1e-12 of the answers' size, float32 to 1e-5 of their standard
// deviation.
func TestExportsAnswerAsTheirModels(t *testing.T) {
	slow.Test(t)
	var all []exported
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, c := range append(append([]testCase{}, heads...), bodies...) {
			all = append(all, exported{fmt.Sprintf("%s_%v", c.name, dt), c.model(t, dt), c.set(12, 9).X, c.vector()})
		}
	}
	for _, c := range heads {
		if slices.Contains([]string{"gaussian", "gaussian3", "mixture", "vectors", "categorical", "poisson", "multivariate", "point"}, c.name) {
			all = append(all, exported{c.name + "_members_float32", c.ensemble(t, 3), c.set(12, 9).X, c.vector()})
		}
	}
	compare(t, all)
}

// ensemble is a model with some sets of weights.
func (c testCase) ensemble(t testing.TB, n int) *training.Model {
	m := c.model(t, tensor.Float32)
	var members training.Samples
	for k := range n {
		p := m.Params.Clone()
		shake(p, uint64(10+k))
		members = append(members, p)
	}
	m.Sampler = members
	return m
}

func compare(t *testing.T, all []exported) {
	t.Helper()
	var qs []question
	var want []answer
	for _, e := range all {
		q, a := e.questions(t)
		qs, want = append(qs, q...), append(want, a...)
	}
	got := ask(t, all, qs)
	worst := map[string]float64{}
	for i := range qs {
		from := i
		for from > 0 && qs[from-1].Name == qs[i].Name {
			from--
		}
		limit := limitOf(qs[i].Name)
		for what, off := range got[i].from(want[i], spread(want[from:from+12])) {
			worst[what] = max(worst[what], off/limit)
			if !(off <= limit) {
				t.Errorf("%s: %s is %.3g off, more than %g:\n%v\n%v", qs[i].Name, what, off, limit, got[i], want[i])
			}
		}
	}
	t.Logf("the greatest shares of the limits: %v", worst)
}

func limitOf(name string) float64 {
	if strings.HasSuffix(name, "32") {
		return 1e-5
	}
	return 1e-12
}

// spread is the standard deviation of each number's mean from row to row.
func spread(rows []answer) []float64 {
	out := make([]float64, len(rows[0].Mean))
	for j := range out {
		mean, square := 0., 0.
		for _, a := range rows {
			mean += a.Mean[j] / float64(len(rows))
		}
		for _, a := range rows {
			square += (a.Mean[j] - mean) * (a.Mean[j] - mean) / float64(len(rows))
		}
		out[j] = math.Sqrt(square)
	}
	return out
}

// from is how far answers are from others, in standard deviations of the outputs, which are those of the prediction or of the means
// from row to row. A cdf and a log-density are as far as a shift of the location and a change of the scale by that make of them, of a
// normal (|z| + z^2) for z standard deviations off the mean.
func (a answer) from(b answer, spread []float64) map[string]float64 {
	out := map[string]float64{}
	each := func(what string, x, y []float64, unit func(i, number int) float64) {
		if len(x) != len(y) {
			out[what] = math.Inf(1)
			return
		}
		for i := range x {
			if x[i] != y[i] && !(math.IsNaN(x[i]) && math.IsNaN(y[i])) {
				out[what] = max(out[what], math.Abs(x[i]-y[i])/unit(i, i*len(spread)/len(x)))
			}
		}
	}
	sd := func(_, j int) float64 { return max(b.StdDev[j], spread[j]) }
	worst := 1. // how much wider the outputs are than a prediction
	for j := range spread {
		worst = max(worst, sd(0, j)/b.StdDev[j])
	}
	each("mean", a.Mean, b.Mean, sd)
	each("sd", a.StdDev, b.StdDev, sd)
	each("covariance", a.Covariance, b.Covariance, func(i, j int) float64 { return sd(0, j) * sd(0, i%len(spread)) })
	each("quantile", a.Quantile, b.Quantile, sd)
	each("cdf", a.CDF, b.CDF, func(int, int) float64 { return worst })
	each("log-density", a.LogProb, b.LogProb, func(i, _ int) float64 { return worst * (1 + 2*math.Abs(b.LogProb[i])) })
	return out
}

// vector reports whether the targets are vectors.
func (c testCase) vector() bool { return len(c.set(2, 1).Y) > 2 }
