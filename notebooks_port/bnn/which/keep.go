package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// fitted is what a method came to: a file of -checkpoint. It is without the fit: all but that of NUTS take seconds.
type fitted struct {
	Method  string  `json:"method"`
	Effort  float64 `json:"effort"`
	Seconds float64 `json:"seconds"` // of the call that fitted
	Curve   curve   `json:"curve"`
}

// fitted fits a method, or takes what the folder of -checkpoint has of it.
func (o options) fitted(ctx context.Context, m method, train data.Set, x *mat.Dense) (f fitted, err error) {
	f = fitted{Method: m.name, Effort: o.effort}
	if o.checkpoint == "" {
		return f, f.fit(ctx, m, train, x)
	}
	if err := checkpoint.Make(o.checkpoint); err != nil {
		return f, err
	}
	path := filepath.Join(o.checkpoint, strings.NewReplacer(",", "", " ", "-").Replace(m.name)+".json")
	if err := f.take(path); !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if err := f.fit(ctx, m, train, x); err != nil {
		return f, err
	}
	return f, output.JSON(path, f)
}

// fit measures the seconds of the fit, and takes the curve.
func (f *fitted) fit(ctx context.Context, method method, train data.Set, x *mat.Dense) error {
	start := time.Now()
	m := &training.Model{X: data.Standardize{}, Y: data.Standardize{}}
	if err := method.fit(ctx, m, train); err != nil {
		return err
	}
	f.Seconds = time.Since(start).Seconds()
	q, err := m.Predict(ctx, x, training.Draws(mixed))
	if err != nil {
		return err
	}
	f.Curve = curve{q.Mean(), q.Epistemic()}
	for k, v := range f.Curve.SD {
		f.Curve.SD[k] = math.Sqrt(v)
	}
	return nil
}

// take reads a file, which must be of what f is to be.
func (f *fitted) take(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("-checkpoint: %w", err)
	}
	var read fitted
	err = json.Unmarshal(text, &read)
	if err == nil && (read.Method != f.Method || read.Effort != f.Effort || len(read.Curve.Mean) != points || len(read.Curve.SD) != points) {
		err = fmt.Errorf("it has %d and %d numbers of %s by the effort %v, not %d of %s by %v", len(read.Curve.Mean), len(read.Curve.SD), read.Method, read.Effort,
			points, f.Method, f.Effort)
	}
	if err != nil {
		return fmt.Errorf("-checkpoint: %s: %w: remove the file, or name another folder", path, err)
	}
	*f = read
	return nil
}
