// Digits learns pictures whole: p(picture | digit), one pixel after the other, by a MADE of Bernoullis (Germain et al. 2015,
// arXiv:1502.03509). It prints how many bits a pixel of pictures kept back takes, and writes digits.png: what the network draws of each
// digit, beside pictures of it.
package main

import (
	"context"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/notebooks_port/internal/program"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// options are the command line.
type options struct {
	out          string
	rows, epochs int
	seed         uint64
}

// The defaults.
const fullRows, fullEpochs = 20_000, 20

func main() { program.Main("digits", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("digits", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/digits", "`directory` for digits.png, results.json and the pictures")
	f.IntVar(&o.rows, "rows", fullRows, "train on `N` pictures")
	f.IntVar(&o.epochs, "epochs", fullEpochs, "train for `N` epochs")
	f.Uint64Var(&o.seed, "seed", 1, "of the pictures, the parameters and the shuffles")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 || o.rows < 100 || o.epochs < 1 {
		return o, fmt.Errorf("want -rows of at least 100, -epochs of at least 1, and no other arguments: see -h")
	}
	return o, nil
}

// held is how many pictures are kept back.
const held = 5000

// pictures are n pictures in black and white, given their digits, one of ten.
func pictures(seed uint64, name string, n int) data.Set {
	grey, label := digits.Digits(seed, name, n)
	s := data.Set{X: mat.NewDense(n, 10, nil)}
	for i, k := range label {
		s.X.Set(i, int(k), 1)
	}
	for _, v := range grey.RawMatrix().Data {
		ink := 0.
		if v > .5 {
			ink = 1
		}
		s.Y = append(s.Y, ink)
	}
	return s
}

// result is results.json, in bits a pixel.
type result struct {
	Epochs []float64 `json:"epochs"` // of the pictures trained on, during each epoch
	Held   float64   `json:"held"`   // of those kept back
	Alone  float64   `json:"alone"`  // of these, if each pixel has its share of ink among those trained on and nothing else is known
}

func run(ctx context.Context, o options, w io.Writer) error {
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	train, test := pictures(o.seed, "train", o.rows), pictures(o.seed, "held", held)
	m, r, err := fit(ctx, train, o.epochs, o.seed, w)
	if err != nil {
		return err
	}
	r.Alone = marginal(train, test)
	if r.Held, err = bits(ctx, m, test); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d pictures kept back: %.4f bits a pixel, pixels each for itself %.4f\n", held, r.Held, r.Alone)
	if err := save(ctx, folder, m, o.seed, train, test); err != nil {
		return err
	}
	return folder.Finish(r)
}

// fit trains the network on pictures.
func fit(ctx context.Context, train data.Set, epochs int, seed uint64, w io.Writer) (m *training.Model, r result, err error) {
	m = &training.Model{Net: flows.MADE{Dim: digits.Pixels, Of: nets.Bernoulli{}, Hidden: []int{256, 256}}}
	t := training.Trainer{Loss: losses.NLL{}, BatchSize: 100, Seed: seed, Solver: &training.Adam{Rate: training.Cosine(2e-3, float64(epochs), 0)}}
	for e, err := range t.Epochs(ctx, m, train, epochs) {
		if err != nil {
			return m, r, err
		}
		r.Epochs = append(r.Epochs, e.Loss/math.Ln2/digits.Pixels)
		fmt.Fprintf(w, "epoch %d: %.4f bits a pixel\n", e.Number, r.Epochs[len(r.Epochs)-1])
	}
	return m, r, nil
}

// bits is the mean negative log-probability of pictures, by the pixel, to the base 2.
func bits(ctx context.Context, m *training.Model, s data.Set) (float64, error) {
	q, err := m.PredictJoint(ctx, s.X)
	if err != nil {
		return 0, err
	}
	sum := 0.
	for _, l := range q.LogProb(rows(s)) {
		sum -= l
	}
	return sum / math.Ln2 / float64(len(s.Y)), nil
}

func rows(s data.Set) (y [][]float64) {
	for i := range s.Rows() {
		y = append(y, s.Y[i*digits.Pixels:(i+1)*digits.Pixels])
	}
	return y
}

// marginal is the bits a pixel of pictures if each has its share of ink among those trained on and nothing else is known.
func marginal(train, test data.Set) (mean float64) {
	n := float64(train.Rows())
	for j := range digits.Pixels {
		ink := .5
		for i := j; i < len(train.Y); i += digits.Pixels {
			ink += train.Y[i]
		}
		p := ink / (n + 1)
		for i := j; i < len(test.Y); i += digits.Pixels {
			mean -= (test.Y[i]*math.Log2(p) + (1-test.Y[i])*math.Log2(1-p)) / float64(len(test.Y))
		}
	}
	return mean
}

// save writes the figure, and the pictures for testdata/made_torch.py: a byte a pixel, after one for the digit.
func save(ctx context.Context, folder output.Folder, m *training.Model, seed uint64, train, test data.Set) error {
	img, err := draw(ctx, m, seed)
	if err != nil {
		return err
	}
	if err := output.Save(folder.Path("digits.png"), func(w io.Writer) error { return png.Encode(w, img) }); err != nil {
		return err
	}
	for name, s := range map[string]data.Set{"train.bin": train, "held.bin": test} {
		if err := output.Save(folder.Path(name), func(w io.Writer) error {
			_, err := w.Write(packed(s))
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func packed(s data.Set) (b []byte) {
	for i, y := range rows(s) {
		for k := range 10 {
			if s.X.At(i, k) == 1 {
				b = append(b, byte(k))
			}
		}
		for _, v := range y {
			b = append(b, byte(v))
		}
	}
	return b
}
