package main

import (
	"bytes"
	"context"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
)

// small writes a catalogue of about 4,000 rows, few one of a third.
func small(t *testing.T) string { return written(t, .015) }

func few(t *testing.T) string { return written(t, .005) }

func written(t *testing.T, share float64) string {
	t.Helper()
	c, err := catalogue.Generate(context.Background(), 3, share)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// notebook runs the program and returns what it wrote.
func notebook(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

var pictures = []string{"mass.png", "rows.png", "unknown.png", "pruning.png", "priors.png", "toy.png", "parting.png"}

// A short run on few rows writes everything, and its numbers hang together.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := options{catalogue: small(t), out: t.TempDir(), rows: 2000, seed: 2, effort: .01}
	r, printed := notebook(t, o)
	if !cmp.Equal(r.Clusters.Rows, []int{200, 2000}) || r.Clusters.TestRows < 1000 {
		t.Errorf("trained on %v, tested on %d", r.Clusters.Rows, r.Clusters.TestRows)
	}
	if p := r.Clusters.Pruning; len(p.NLL) != len(shares) || math.Abs(p.NLL[0]-r.Clusters.Methods["bbb"].NLL[1]) > 1e-12 || !slices.IsSorted(p.Decibels) {
		t.Errorf("pruning nothing gives %v nats, the network itself %v", p.NLL, r.Clusters.Methods["bbb"].NLL)
	}
	for _, h := range clusterMethods(0) {
		m, ok := r.Clusters.Methods[h.key]
		if !ok || len(m.NLL) != 2 || len(m.ByMass) != 2 || len(m.Off.Epistemic) != len(r.Clusters.Distance) {
			t.Fatalf("%s: %+v", h.key, m)
		}
		consistent(t, h.key, m)
		if one := h.key == "mdn"; one != (m.Epistemic[1] == 0) || one != (m.Off.Epistemic[20] == 0) {
			t.Errorf("%s: epistemic part %v, off the data %v", h.key, m.Epistemic[1], m.Off.Epistemic[20])
		}
		if !strings.Contains(printed, h.name) {
			t.Errorf("the output lacks %q:\n%s", h.name, printed)
		}
	}
	for _, h := range toyMethods(o, 0) {
		c, ok := r.Toy.Methods[h.key]
		if !ok || len(c.Mean) != len(r.Toy.X) || !(c.Right.SDRatio > 0) || !strings.Contains(printed, h.name) {
			t.Errorf("%s: %+v", h.key, c)
		}
	}
	if c := r.Toy.Methods[yardstick]; c.Left != (against{1, 0}) || c.Within != (against{1, 0}) || c.Right != (against{1, 0}) {
		t.Errorf("NUTS compared with itself: %+v", c)
	}
	for _, name := range pictures {
		a, err := os.ReadFile(filepath.Join(o.out, name))
		if err != nil {
			t.Fatal(err)
		}
		if img, err := png.DecodeConfig(bytes.NewReader(a)); err != nil || img.Width != 1800 {
			t.Errorf("%s: %d pixels wide, %v", name, img.Width, err)
		}
	}
}

// consistent checks that the parts add up: to the total over all test rows and in every bin of mass, to rounding.
func consistent(t *testing.T, name string, m methodResult) {
	t.Helper()
	check := func(what string, total, a, b float64) {
		if sum := math.Hypot(a, b); !(math.Abs(total-sum) <= 1e-12*sum) {
			t.Errorf("%s: %s: total %v of the parts %v and %v", name, what, total, a, b)
		}
	}
	for i := range m.Total {
		check("all rows", m.Total[i], m.Aleatoric[i], m.Epistemic[i])
		b := m.ByMass[i]
		for k := range b.Mass {
			check("a bin", b.Total[k], b.Aleatoric[k], b.Epistemic[k])
		}
		if len(b.Mass) < 8 || math.Abs(b.Mass[0]-13.55) > 1e-12 {
			t.Errorf("%s: bins at %v", name, b.Mass)
		}
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-rows 10":      "-rows 10: want at least 200",
		"-effort 0":     "-effort 0: want a positive number, 1 for the whole program",
		"-effort NaN":   "-effort NaN: want a positive number, 1 for the whole program",
		"clusters.fits": `unexpected argument "clusters.fits": all options are flags, see -h`,
		"-seed x":       `invalid value "x" for flag -seed`,
	})
	if o, err := parse(nil, io.Discard); err != nil || o.rows != 200_000 || o.effort != 1 {
		t.Errorf("without flags: %+v, %v", o, err)
	}
}

// A catalogue that is not there, or too short, is named.
func TestCatalogueErrors(t *testing.T) {
	c, err := catalogue.Generate(context.Background(), 3, .0005)
	if err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "short.fits")
	if err := c.WriteFITS(short); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"nowhere.fits": "nowhere.fits", short: "250 are needed"} {
		err := run(context.Background(), options{catalogue: path, out: t.TempDir(), rows: 200, effort: .01}, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: error %v, want the file and %q", path, err, want)
		}
	}
}

// An interrupted run says so and leaves what was finished, marked as part of the results.
func TestInterrupted(t *testing.T) {
	slow.Test(t)
	o := options{catalogue: few(t), out: t.TempDir(), rows: 200, seed: 1, effort: .01}
	programtest.Interrupt(t, run, o, "MC dropout")
	text, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	if err != nil || !strings.Contains(string(text), `"unfinished": true`) {
		t.Errorf("results.json, %v:\n%s", err, text)
	}
}
