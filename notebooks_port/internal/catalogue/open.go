package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/deepprob/deepprob/data"
)

// Bounds of the target, log10 of M200c in Msun/h: the simulation's, never a sample's.
const (
	MinMass = 13.5
	MaxMass = 15.3334
)

// Target is the column that networks predict, as data.Table.Set spells it.
const Target = "log10(M200c)"

// Features are the 14 columns that they predict it from, in order.
var Features = []string{
	"log10(Ngal)", "log10(sigv)",
	"R_mean", "R_std", "R_skew", "R_kurt",
	"m_mean", "m_std", "m_skew", "m_kurt",
	"v_mean", "v_std", "v_skew", "v_kurt",
}

// Open reads the features and targets of a catalogue from a FITS file with the columns of Names. Without a path it takes the mock
// catalogue, which it makes the first time and keeps in the user's cache, and tells out of it. It returns also the path it read.
func Open(ctx context.Context, path string, out io.Writer) (set data.Set, from string, err error) {
	kept := path == ""
	if kept {
		if path, err = mock(ctx, out); err != nil {
			return set, path, err
		}
	}
	if set, err = read(path); err != nil && kept {
		err = fmt.Errorf("the mock catalogue that is kept is damaged: delete %s and it is made anew: %w", path, err)
	}
	return set, path, err
}

func read(path string) (data.Set, error) {
	table, err := data.ReadFITS(path)
	if err != nil {
		return data.Set{}, err
	}
	return table.Set(Features, Target)
}

// mockSeed is the seed of the catalogue that is made.
const mockSeed = 1

// mockPath is where the mock catalogue is kept.
func mockPath() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "deepprob", fmt.Sprintf("clusters-v1-seed%d.fits", mockSeed))
}

// mock returns the path of the mock catalogue, making it the first time.
func mock(ctx context.Context, out io.Writer) (string, error) {
	path := mockPath()
	if _, err := os.Stat(path); err == nil {
		return path, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	fmt.Fprintln(out, "no -catalogue given: making a mock one, once")
	start := time.Now()
	c, err := Generate(ctx, mockSeed, 1)
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
