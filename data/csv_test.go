package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name, content string
		csv           CSV
		names         []string
		columns       [][]float64
	}{
		{"header", "x,y\n1,2\n3,4\n", CSV{}, []string{"x", "y"}, [][]float64{{1, 3}, {2, 4}}},
		{"no header", "1,2\n3,4\n", CSV{}, []string{"c0", "c1"}, [][]float64{{1, 3}, {2, 4}}},
		{"no last newline", "x,y\n1,2\n3,4", CSV{}, []string{"x", "y"}, [][]float64{{1, 3}, {2, 4}}},
		{"carriage returns", "x,y\r\n1,2\r\n", CSV{}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"byte order mark", "\xef\xbb\xbfx,y\n1,2\n", CSV{}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"quotes and spaces", "\"x, y\", z \n 1 ,\"2\"\n", CSV{}, []string{"x, y", "z"}, [][]float64{{1}, {2}}},
		{"blank lines", "\nx,y\n\n1,2\n\n", CSV{}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"index column", ",x\n0,5\n1,6\n", CSV{}, []string{"c0", "x"}, [][]float64{{0, 1}, {5, 6}}},
		{"one column", "x\n1\n2\n", CSV{}, []string{"x"}, [][]float64{{1, 2}}},
		{"floats", "x,y,z\n1e-3,-.5,+7\nNaN,inf,-Infinity\n", CSV{}, []string{"x", "y", "z"}, [][]float64{{1e-3, nan}, {-.5, math.Inf(1)}, {7, math.Inf(-1)}}},
		{"names", "1,2\n3,4\n", CSV{Names: []string{"a", "b"}}, []string{"a", "b"}, [][]float64{{1, 3}, {2, 4}}},
		{"names for a header", "x,y\n3,4\n", CSV{Names: []string{"a", "b"}, Header: true}, []string{"a", "b"}, [][]float64{{3}, {4}}},
		{"header of numbers", "500,600\n3,4\n", CSV{Header: true}, []string{"500", "600"}, [][]float64{{3}, {4}}},
		{"semicolons", "x;y\n1;2\n", CSV{Comma: ';'}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"runs of spaces", "x  y\n1   2\n", CSV{Comma: ' '}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"comments", "# made today\nx,y\n1,2\n", CSV{Comment: '#'}, []string{"x", "y"}, [][]float64{{1}, {2}}},
		{"missing", "x,y\n1,\nNA,2\n", CSV{Missing: []string{"", "NA"}}, []string{"x", "y"}, [][]float64{{1, nan}, {nan, 2}}},
		{"text beside numbers", "x,name,y\n1,a,2\n3,b,4\n", CSV{}, []string{"x", "y"}, [][]float64{{1, 3}, {2, 4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := c.csv.Read(write(t, "t.csv", []byte(c.content)))
			if err != nil {
				t.Fatal(err)
			}
			if got := table.Names(); !slices.Equal(got, c.names) {
				t.Fatalf("names %q, want %q", got, c.names)
			}
			for j, name := range c.names {
				if got := must(table.Column(name)); !same(got, c.columns[j]) {
					t.Errorf("%s is %v, want %v", name, got, c.columns[j])
				}
			}
		})
	}
}

func TestReadTSV(t *testing.T) {
	table := must(Read(write(t, "t.tsv", []byte("x\ty\n1\t2\n"))))
	if got := table.Names(); !slices.Equal(got, []string{"x", "y"}) {
		t.Errorf("names %q", got)
	}
}

func TestReadCSVErrors(t *testing.T) {
	for _, c := range []struct {
		name, content string
		csv           CSV
		want          string
	}{
		{"no lines", "\n\n", CSV{}, "data: t.csv: no lines but blank ones and comments: write the table again"},
		{"no rows", "x,y\n", CSV{}, "data: t.csv: no rows: the columns x, y are empty"},
		{"short line", "x,y\n1,2\n3\n", CSV{}, "data: t.csv: line 3: 1 fields where 2 columns are expected (x, y): complete or remove the line"},
		{"long line", "x,y\n\n1,2,3\n", CSV{}, "data: t.csv: line 3: 3 fields where 2 columns are expected (x, y): complete or remove the line"},
		{"too few names", "1,2\n", CSV{Names: []string{"a"}}, "data: t.csv: line 1: 2 fields where 1 columns are expected (a): complete or remove the line"},
		{"name twice", "x,y,x\n1,2,3\n", CSV{}, `data: t.csv: column "x": columns 0 and 2 (from 0) have this name: rename one`},
		{"half a header", "x,1\n1,2\n", CSV{}, "data: t.csv: line 1: 1 of 2 fields are numbers, so it may be a header or data: say which with CSV{Header: true} or CSV{Names: ...}"},
		{"semicolons", "x;y\n1;2\n", CSV{}, "data: t.csv: the first line has no ',' but ';' between fields: read it with CSV{Comma: ';'}"},
		{"quoted semicolons", "\"x\";\"y\"\n1;2\n", CSV{}, "data: t.csv: line 1: extraneous or missing \" in quoted-field at byte 3 of the line: is ',' the separator? Set CSV.Comma if not"},
		{"open quote", "x,y\n1,\"2\n", CSV{}, "data: t.csv: line 2: extraneous or missing \" in quoted-field at byte 6 of the line: is ',' the separator? Set CSV.Comma if not"},
		{"no numbers", "x,y\n1,2\na,b\n", CSV{}, `data: t.csv: column "x", row 1 (from 0), line 3: "a" is not a number, as those above it are: correct the file, or read the column as text with CSV{Text: []string{"x"}}; no other column is numbers either`},
		{"impossible separator", "x\n", CSV{Comma: '"'}, "data: t.csv: csv: invalid field or comment delimiter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "t.csv", []byte(c.content))
			_, err := c.csv.Read(path)
			wantError(t, err, path, c.want)
		})
	}
}

// A number as spreadsheets show it is told how to be written: levels of it would have no order. Text with a comma is text.
func TestReadCSVDressed(t *testing.T) {
	for field, dressed := range map[string]bool{
		"1,5": true, "1,234.5": true, "10%": true, "$ 5": true, "-3,2 €": true,
		"Rome, Italy": false, "2024-01-02": false, "%": false, "low": false, "5 m": false,
	} {
		path := write(t, "t.csv", []byte("x;y\n"+field+";1\n"))
		_, err := must(CSV{Comma: ';'}.Read(path)).Column("x")
		if err == nil || strings.Contains(err.Error(), "is not a number as a CSV has it, which is 1234.5") != dressed {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// A field that is not a number spoils its column alone, and the error says where it stands.
func TestReadCSVMistyped(t *testing.T) {
	content := "x,text,big,gap,long\n1,2,3,4,5\n\n1,two,1e999,,012345678901234567890123456789012345678901234567890z\n"
	path := write(t, "t.csv", []byte(content))
	table := must(ReadCSV(path))
	for column, want := range map[string]string{
		"text": `data: t.csv: column "text", row 1 (from 0), line 4: "two" is not a number, as those above it are: correct the file, or read the column as text with CSV{Text: []string{"text"}}`,
		"big":  `data: t.csv: column "big", row 1 (from 0), line 4: 1e999 is beyond the largest float64, 1.8e308: correct it, or write Inf and use DropNonFinite`,
		"gap":  `data: t.csv: column "gap", row 1 (from 0), line 4: empty where a number is expected: fill it in, or read with CSV{Missing: []string{""}} and use DropNonFinite or Encode(Encoding{How: Impute})`,
		"long": `data: t.csv: column "long", row 1 (from 0), line 4: "0123456789012345678901234567890123456789"... is not a number, as those above it are: correct the file, or read the column as text with CSV{Text: []string{"long"}}`,
	} {
		_, err := table.Column(column)
		wantError(t, err, path, want)
	}
	if _, err := table.Column("x"); err != nil {
		t.Error(err)
	}
}

// Errors found after reading still name the line.
func TestCSVLines(t *testing.T) {
	path := write(t, "t.csv", []byte("x,y\n\n1,2\nNaN,3\n0,4\n5,inf\n"))
	table := must(ReadCSV(path))
	_, err := table.Set([]string{"x"}, "y")
	wantError(t, err, path, `data: t.csv: column "y", row 3 (from 0), line 6: +Inf: a network learns nothing from it; correct the file or leave such rows out with DropNonFinite("y")`)
	_, err = table.Column("log10(x)")
	wantError(t, err, path, `data: t.csv: column "x", row 2 (from 0), line 5: log10 of 0: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(x)")`)
	clean, dropped, err := table.DropNonFinite("x", "y")
	if err != nil || dropped != 2 || clean.Rows() != 2 {
		t.Fatalf("%v, %d, %v", clean, dropped, err)
	}
	_, err = clean.Column("log10(x)")
	wantError(t, err, path, `data: t.csv: column "x", row 2 (from 0), line 5: log10 of 0: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(x)")`)
}

func BenchmarkReadCSV(b *testing.B) {
	var text strings.Builder
	text.WriteString("x1,x2,x3,x4,y\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "%d,%g,%g,%g,%g\n", i, float64(i)/3, float64(i)/7, float64(i)/11, float64(i)/13)
	}
	path := write(b, "t.csv", []byte(text.String()))
	for b.Loop() {
		if _, err := ReadCSV(path); err != nil {
			b.Fatal(err)
		}
	}
}
