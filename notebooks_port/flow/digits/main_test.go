package main

import (
	"context"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
)

// full trains as the program does: about ten seconds of two cores for each of two seeds.
//
//	go test ./notebooks_port/flow/digits -run Full -full -v
var full = flag.Bool("full", false, "train as the program does, for two seeds")

// A short fit takes fewer bits than pixels each for itself, and leaves the figure and the pictures.
func TestRun(t *testing.T) {
	slow.Test(t)
	o := options{out: filepath.Join(t.TempDir(), "out"), rows: 1000, epochs: 12, seed: 1}
	r, err := learn(context.Background(), o, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !(r.Held < .97*r.Start) || !(r.Train > 0) {
		t.Errorf("%+v", r)
	}
	f, err := os.Open(filepath.Join(o.out, "digits.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	black := 0
	for i := range img.Bounds().Dx() {
		for j := range img.Bounds().Dy() {
			if c, _, _, _ := img.At(i, j).RGBA(); c == 0 {
				black++
			}
		}
	}
	if share := float64(black) / float64(140*digits.Pixels*zoom*zoom); share < .03 || share > .4 {
		t.Errorf("%v of the pixels are ink", share)
	}
	if b, err := os.ReadFile(filepath.Join(o.out, "held.bin")); err != nil || len(b) != held*(digits.Pixels+1) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// A pixel that has no ink in any picture, one that has it in half, and what is printed of the options.
func TestMarginal(t *testing.T) {
	train := pictures(1, "a", 200)
	if m := marginal(train, train); !(m > .2 && m < 1) || math.IsNaN(m) {
		t.Errorf("%v bits a pixel", m)
	}
	for _, args := range [][]string{{"-rows", "1"}, {"-epochs", "0"}, {"more"}, {"-none"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v is no error", args)
		}
	}
	if o, err := parse(nil, io.Discard); err != nil || o.rows != 20_000 {
		t.Errorf("%+v, %v", o, err)
	}
}

// torch is what testdata/made_torch.py prints for seeds 1 and 2, on the same pictures: bits a pixel of those kept back. The program had .2701 and
// .2692 when these were recorded, .6 and .9% more; the draws of the first values and the shuffles are not the same.
var torch = []float64{.2686, .2668}

// TestFull holds the program to what the same network takes in PyTorch, to one part in a hundred.
func TestFull(t *testing.T) {
	if !*full {
		t.Skip("it trains twice, twenty seconds of two cores: use -full")
	}
	for i, want := range torch {
		o, err := parse([]string{"-out", t.TempDir(), "-seed", fmt.Sprint(i + 1)}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		r, err := learn(context.Background(), o, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("seed %d: %+v", o.seed, r)
		if !(r.Held < 1.01*want) {
			t.Errorf("seed %d: %v bits a pixel, in PyTorch %v", o.seed, r.Held, want)
		}
	}
}
