package main

import (
	"context"
	"flag"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
)

// full trains as the program does: about ten seconds of two cores for each of three seeds.
//
//	go test ./notebooks_port/flow/digits -run Full -full -v
var full = flag.Bool("full", false, "train as the program does, for three seeds")

// A short fit takes fewer bits than pixels each for itself, and leaves the figure and the pictures.
func TestRun(t *testing.T) {
	o := options{out: filepath.Join(t.TempDir(), "out"), rows: 1000, epochs: 4, seed: 1}
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

// TestFull holds the program to what the same network takes in PyTorch (testdata/made_torch.py on the same pictures).
func TestFull(t *testing.T) {
	if !*full {
		t.Skip("it trains three times, half a minute: use -full")
	}
	for seed := range uint64(3) {
		o, _ := parse([]string{"-out", t.TempDir()}, io.Discard)
		o.seed = seed + 1
		r, err := learn(context.Background(), o, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("seed %d: %+v", o.seed, r)
		if math.Abs(r.Held-torch) > bound {
			t.Errorf("seed %d: %v bits a pixel, in PyTorch %v", o.seed, r.Held, torch)
		}
	}
}
