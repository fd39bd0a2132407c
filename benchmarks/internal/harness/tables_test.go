package harness

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// measured are the rows of the tables of a file, by case and, if a table has batches, the batch after a stroke: mse/100. A row is by its
// columns; where there is none, NaN. Of several of a name it is the first.
type measured map[string]map[string]float64

func kept(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// command is the one that wrote a file in benchmarks.
func command(t *testing.T, name string) string {
	t.Helper()
	for line := range strings.Lines(kept(t, name)) {
		if strings.Contains(line, "go run ") {
			return strings.TrimSpace(line)
		}
	}
	t.Fatalf("%s does not say which command wrote it", name)
	return ""
}

// readTables reads the tables of a Markdown file in benchmarks.
func readTables(t *testing.T, name string) measured {
	t.Helper()
	m, head := measured{}, []string(nil)
	for line := range strings.Lines(kept(t, name)) {
		if !strings.HasPrefix(line, "|") {
			head = nil
			continue
		}
		var row []string
		for cell := range strings.SplitSeq(strings.Trim(strings.TrimSpace(line), "|"), "|") {
			row = append(row, strings.TrimSpace(cell))
		}
		switch {
		case head == nil:
			head = row
			continue
		case strings.HasPrefix(row[0], "---"):
			continue
		}
		of, values := row[0], map[string]float64{}
		if head[1] == "batch" {
			of += "/" + row[1]
		}
		for i, h := range head {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				v = math.NaN()
			}
			values[h] = v
		}
		if m[of] == nil {
			m[of] = values
		}
	}
	return m
}

// of is a number of the tables.
func (m measured) of(t *testing.T, row, column string) float64 {
	t.Helper()
	v, ok := m[row][column]
	if !ok || math.IsNaN(v) {
		t.Fatalf("the tables have no %q of %q", column, row)
	}
	return v
}

// share is our time over theirs, as the README writes it.
func (m measured) share(t *testing.T, row, column string) string {
	t.Helper()
	return digits(m.of(t, row, column), 2)
}

func (m measured) least(t *testing.T, row string, columns ...string) float64 {
	t.Helper()
	least := math.Inf(1)
	for _, c := range columns {
		if v := m[row][c]; v < least {
			least = v
		}
	}
	if math.IsInf(least, 1) {
		t.Fatalf("the tables have none of %q of %q", columns, row)
	}
	return least
}

// digits is a number of a table with so many decimals, half rounded up, without a zero before the point.
func digits(v float64, decimals int) string {
	return strings.TrimPrefix(strconv.FormatFloat(v+1e-9, 'f', decimals, 64), "0")
}
