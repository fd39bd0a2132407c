package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// masses is a table of a FITS file whose columns have units, but for one.
func masses(t *testing.T) *Table {
	t.Helper()
	b := append(primary(), fitsHeader(
		"XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2", "NAXIS1  =                   24",
		"NAXIS2  =                    2", "PCOUNT  =                    0", "GCOUNT  =                    1", "TFIELDS =                    3",
		"TTYPE1  = 'M200c'", "TFORM1  = 'D'", "TUNIT1  = 'Msun/h  '", "TTYPE2  = 'sigv'", "TFORM2  = 'D'", "TUNIT2  = 'km/s'", "TTYPE3  = 'Ngal'", "TFORM3  = 'D'")...)
	for _, bits := range []byte{0x40, 0x41, 0x42, 0x43, 0x44, 0x45} {
		b = append(b, bits, 0, 0, 0, 0, 0, 0, 0)
	}
	b = append(b, make([]byte, fitsBlock-48)...)
	path := filepath.Join(t.TempDir(), "masses.fits")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	table, err := ReadFITS(path)
	if err != nil {
		t.Fatal(err)
	}
	table.file = ""
	return table
}

// Units go from the file to the scalers, through selections, logarithms, fills and orders of columns.
func TestUnits(t *testing.T) {
	table := masses(t)
	if got, want := table.String(), "2 rows, columns M200c [Msun/h], sigv [km/s], Ngal"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	filled, err := table.Encode(Encoding{Column: "sigv", How: Impute})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"M200c": "Msun/h", "log10(M200c)": "dex(Msun/h)", "Ngal": "", "log10(Ngal)": "", "filled(sigv)": "km/s", "missing(sigv)": "", "log10(filled(sigv))": "dex(km/s)", "none": "",
	} {
		if got := filled.Unit(name); got != want {
			t.Errorf("%s is in %q, want %q", name, got, want)
		}
	}
	set, err := table.Set([]string{"Ngal", "sigv"}, "log10(M200c)")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := set.Head(1).String(), "1 row, features Ngal, sigv [km/s], target log10(M200c) [dex(Msun/h)]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	x, err := set.FitX(Standardize{})
	if err != nil {
		t.Fatal(err)
	}
	y, err := set.FitY(Standardize{})
	if err != nil || !slices.Equal(x.Units, []string{"", "km/s"}) || !slices.Equal(y.Units, []string{"dex(Msun/h)"}) || x.Check() != nil {
		t.Errorf("%q, %q, %v", x.Units, y.Units, err)
	}
	other, err := table.Set([]string{"sigv", "Ngal"}, "log10(M200c)")
	if err != nil {
		t.Fatal(err)
	}
	if other, err = other.Order(x, y); err != nil || !slices.Equal(other.Units, x.Units) {
		t.Errorf("%q, %v", other.Units, err)
	}
}

// A column in another unit than the one that was fitted is an error, of a table as of a set; one whose unit is not known passes.
func TestOtherUnits(t *testing.T) {
	table := masses(t)
	set, err := table.Set([]string{"sigv"}, "M200c")
	if err != nil {
		t.Fatal(err)
	}
	x, _ := set.FitX(Identity{})
	y, _ := set.FitY(Identity{})
	for _, c := range []struct{ name, unit, want string }{
		{"sigv", "m/s", `column "sigv": is in "m/s", and the model was fitted on it in "km/s": convert it`},
		{"M200c", "kg", `column "M200c": is in "kg", and the model was fitted on it in "Msun/h"`},
		{"sigv", "", ""},
	} {
		changed, err := table.WithUnits(map[string]string{c.name: c.unit})
		if err != nil {
			t.Fatal(err)
		}
		other, err := changed.Set([]string{"sigv"}, "M200c")
		if err == nil {
			_, err = other.Order(x, y)
		}
		if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("set of %v: %v", c, err)
		}
		if _, err = x.Columns(changed); c.name == "sigv" && ((c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("table of %v: %v", c, err)
		}
	}
	if table.Unit("sigv") != "km/s" {
		t.Error("the table has changed")
	}
	if _, err := table.WithUnits(map[string]string{"sigw": "m"}); err == nil || !strings.Contains(err.Error(), `did you mean "sigv"`) {
		t.Error(err)
	}
	for _, s := range []Set{{X: set.X, Y: set.Y, Units: []string{"a", "b"}}, {X: set.X, Y: set.Y, YUnits: []string{"a", "b"}}} {
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), "2 units for 1") {
			t.Error(err)
		}
	}
	if err := (Affine{Shift: []float64{0}, Scale: []float64{1}, Units: []string{"a", "b"}}).Check(); err == nil {
		t.Error("two units of one column")
	}
}
