package data

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// Files that astropy and numpy wrote read bit for bit as they read them: every type of FITS and NumPy, both byte
// orders, both orders of storage, plain and compressed archives.
func TestGoldens(t *testing.T) {
	raw := must(os.ReadFile("../testdata/data_files.json"))
	var files map[string]map[string][]string
	if err := json.Unmarshal(raw, &files); err != nil {
		t.Fatal(err)
	}
	for file, columns := range files {
		table, err := Read(filepath.Join("../testdata", file))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := len(table.Names()); got != len(columns) {
			t.Errorf("%s: %d columns, want %d: %v", file, got, len(columns), table)
		}
		for name, texts := range columns {
			want := make([]float64, len(texts))
			for i, s := range texts {
				want[i] = must(strconv.ParseFloat(s, 64))
			}
			got, err := table.Column(name)
			if err != nil {
				t.Error(err)
			} else if !same(got, want) {
				t.Errorf("%s: %s is %v, want %v", file, name, got, want)
			}
		}
	}
}

// Columns that are not one number a row are known to the table and say what they are.
func TestGoldensSkipped(t *testing.T) {
	for _, c := range []struct{ file, column, want string }{
		{"data_types.fits", "text", `data: data_types.fits: column "text": not one number a row but text of 8 bytes, TFORM 8A: make numbers of it with Encode`},
		{"data_types.fits", "log10(text)", `data: data_types.fits: column "text": not one number a row but text of 8 bytes, TFORM 8A: make numbers of it with Encode`},
		{"data_types.fits", "vector", `data: data_types.fits: column "vector": not one number a row but arrays of 3, TFORM 3D: read it as columns with FITS{Columns: []string{"vector"}}`},
		{"data_types.fits", "complex", `data: data_types.fits: column "complex": not one number a row but complex numbers, TFORM C`},
		{"data_types.fits", "bits", `data: data_types.fits: column "bits": not one number a row but 11 bits, TFORM 11X`},
		{"data_types.fits", "ragged", `data: data_types.fits: column "ragged": not one number a row but arrays of varying length, TFORM PE(4)`},
		{"data_arrays.npz", "matrix", `data: data_arrays.npz: column "matrix": not one number a row but an array of shape (2, 3): read its columns with NPZ{Names: []string{"matrix"}}, or save it alone for ReadNPY`},
		{"data_arrays.npz", "scalar", `data: data_arrays.npz: column "scalar": not one number a row but an array of shape (): reshape it to (n,) or (n, k)`},
		{"data_arrays.npz", "text", `data: data_arrays.npz: column "text": not one number a row but text of 1 rows where the columns before it have 5`},
	} {
		path := filepath.Join("../testdata", c.file)
		table := must(Read(path))
		_, err := table.Column(c.column)
		wantError(t, err, path, c.want)
	}
}

func TestNPYNames(t *testing.T) {
	table := must(ReadNPY("../testdata/data_c.npy", "x", "y", "z"))
	if got := table.Names(); !slices.Equal(got, []string{"x", "y", "z"}) {
		t.Errorf("names %v", got)
	}
	_, err := ReadNPY("../testdata/data_c.npy", "x", "y")
	wantError(t, err, "../testdata/data_c.npy", "data: data_c.npy: 2 names for an array of shape (5, 3): give each of its 3 columns one name")
}

func TestNPZNames(t *testing.T) {
	path := "../testdata/data_arrays.npz"
	table := must(ReadNPZ(path, "big_f4", "little_i2"))
	if got := table.Names(); !slices.Equal(got, []string{"little_i2", "big_f4"}) {
		t.Errorf("names %v", got)
	}
	path = "../testdata/data_packed.npz"
	_, err := ReadNPZ(path, "x", "z")
	wantError(t, err, path, `data: data_packed.npz: no array "z"; the archive holds x, y`)
}
