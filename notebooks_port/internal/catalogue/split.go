package catalogue

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
)

// MinRows is the least that can be split, trained on and binned.
const MinRows = 200

// Load opens a catalogue as Open does and splits it as the lecture's notebook does: 200,000 rows of 261,287 train, the rest test. With
// rows, the value of the flag -rows, it takes as many, drawn by the seed; 0 is all.
func Load(ctx context.Context, path string, rows int, seed uint64, out io.Writer) (train, test data.Set, err error) {
	set, from, err := Open(ctx, path, out)
	if err != nil {
		return train, test, err
	}
	n := set.Rows()
	if rows > n {
		return train, test, fmt.Errorf("-rows %d: %s has %d", rows, from, n)
	}
	if rows > 0 && rows < n {
		if set, _, err = set.Split(rows, seed); err != nil {
			return train, test, err
		}
		n = rows
	}
	if n < MinRows {
		return train, test, fmt.Errorf("%s has %d rows: %d are needed to train and to test", from, n, MinRows)
	}
	fmt.Fprintf(out, "catalogue  %s, %d rows used\n", from, n)
	return set.Split(min(200_000, int(math.Round(float64(n)*200_000/261_287))), seed)
}
