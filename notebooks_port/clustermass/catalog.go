package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
)

// minRows is the least that can be split, trained on and binned.
const minRows = 200

// load reads the catalogue, makes one if there is none, and splits it as the notebook does: 200,000 rows of 261,287
// train, the rest test.
func load(ctx context.Context, o options, out io.Writer) (train, test data.Set, err error) {
	set, path, err := catalogue.Open(ctx, o.catalogue, out)
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
