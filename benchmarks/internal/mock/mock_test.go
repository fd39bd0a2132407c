package mock

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// The file gives back every row, and NumPy's header says float32 (n, 15).
func TestWriteThenRead(t *testing.T) {
	rows, path := New(50, 1), filepath.Join(t.TempDir(), "rows.npy")
	if err := rows.Write(path); err != nil {
		t.Fatal(err)
	}
	set, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	want := rows.Set(0, 50)
	if !mat.Equal(set.X, want.X) {
		t.Error("the features differ")
	}
	for i, y := range set.Y {
		if y != want.Y[i] {
			t.Errorf("target %d is %v, want %v", i, y, want.Y[i])
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"'<f4'", "(50, 15)"} {
		if !bytes.Contains(text[:128], []byte(part)) {
			t.Errorf("the header %q lacks %s", text[:128], part)
		}
	}
	if err := rows.Write(filepath.Join(t.TempDir(), "no", "rows.npy")); err == nil {
		t.Error("a file in no directory was written")
	}
}

// Rows are a function of the seed and their number is what was asked for.
func TestRowsAreReproducible(t *testing.T) {
	a, b, c := New(100, 1), New(100, 1), New(100, 2)
	if a.Len() != 100 {
		t.Errorf("%d rows", a.Len())
	}
	same := true
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("number %d differs: %v, %v", i, a[i], b[i])
		}
		same = same && a[i] == c[i]
	}
	if same {
		t.Error("another seed gives the same rows")
	}
}

// Features are standard normal within 5 standard errors; targets are inside (0, 1), where betas have a density, and
// depend on the features.
func TestRowsAreWhatTheySay(t *testing.T) {
	const n = 10_000
	s := New(n, 1).Set(0, n)
	for j := range Features {
		x := mat.Col(nil, j, s.X)
		mean, variance := stat.MeanVariance(x, nil)
		if !(math.Abs(mean) < 5/math.Sqrt(n)) || !(math.Abs(variance-1) < 5*math.Sqrt(2./n)) {
			t.Errorf("feature %d has mean %v and variance %v", j, mean, variance)
		}
	}
	for i, y := range s.Y {
		if !(y > 0 && y < 1) {
			t.Fatalf("target %d is %v", i, y)
		}
	}
	if c := stat.Correlation(mat.Col(nil, 1, s.X), s.Y, nil); !(c > .4) {
		t.Errorf("the target's correlation with feature 1 is %v", c)
	}
}

// Set cuts rows out.
func TestSetIsPartOfTheRows(t *testing.T) {
	rows := New(10, 1)
	all, part := rows.Set(0, 10), rows.Set(4, 7)
	if part.Rows() != 3 || part.Y[0] != all.Y[4] || part.X.At(2, 13) != all.X.At(6, 13) {
		t.Errorf("rows 4 to 7 are %d rows from target %v", part.Rows(), part.Y[0])
	}
}
