package export_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/export"
)

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
