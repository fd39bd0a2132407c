package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/catalogue"
)

// Bounds of the target, log10 of M200c in Msun/h: the simulation's, never a sample's.
const (
	minMass = 13.5
	maxMass = 15.3334
)

const target = "log10(M200c)"

var features = []string{
	"log10(Ngal)", "log10(sigv)",
	"R_mean", "R_std", "R_skew", "R_kurt",
	"m_mean", "m_std", "m_skew", "m_kurt",
	"v_mean", "v_std", "v_skew", "v_kurt",
}

// minRows is the least that can be split, trained on and binned.
const minRows = 200

// load reads the catalogue, makes one if there is none, and splits it as the notebook does: 200,000 rows of 261,287
// train, the rest test.
func load(ctx context.Context, o options, out io.Writer) (train, test data.Set, err error) {
	path := o.catalogue
	if path == "" {
		if path, err = mock(ctx, out); err != nil {
			return train, test, err
		}
	}
	table, err := data.ReadFITS(path)
	if err != nil {
		return train, test, err
	}
	set, err := table.Set(features, target)
	if err != nil {
		return train, test, err
	}
	n := set.Rows()
	if o.rows > n {
		return train, test, fmt.Errorf("-rows %d: %s has %d", o.rows, path, n)
	}
	if o.rows > 0 && o.rows < n {
		if set, _, err = set.Split(o.rows, o.seed); err != nil {
			return train, test, err
		}
		n = o.rows
	}
	if n < minRows {
		return train, test, fmt.Errorf("%s has %d rows: %d are needed to train and to test", path, n, minRows)
	}
	fmt.Fprintf(out, "catalogue  %s, %d rows used\n", path, n)
	return set.Split(min(200_000, int(math.Round(float64(n)*200_000/261_287))), o.seed)
}

// mockSeed is the seed of the catalogue that the program makes.
const mockSeed = 1

// mock returns the path of the mock catalogue, making it the first time.
func mock(ctx context.Context, out io.Writer) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	path := filepath.Join(dir, "deepprob", fmt.Sprintf("clusters-v1-seed%d.fits", mockSeed))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	fmt.Fprintln(out, "no -catalogue given: making a mock one, once")
	start := time.Now()
	c, err := catalogue.Generate(ctx, mockSeed, 1)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	if err := c.WriteFITS(path); err != nil {
		return "", err
	}
	fmt.Fprintf(out, "made %d rows in %.1f s; kept in %s\n", c.Rows(), time.Since(start).Seconds(), path)
	return path, nil
}
