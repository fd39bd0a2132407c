package data

import (
	"fmt"
	"slices"
	"strconv"
)

// Strings returns a copy of a column as text: as it stands in the file, numbers as the shortest decimals that give them
// back ("0.10" of a CSV is then "0.1": to keep it, name the column in CSV.Text). A missing column is an error.
func (t *Table) Strings(name string) ([]string, error) {
	if column, ok := t.texts[name]; ok {
		return column.all(), nil
	}
	column, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(column))
	for i, v := range column {
		out[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return out, nil
}

// levels are the texts of a column, of numbers in order of size.
func (t *Table) levels(name string) (column *texts, numbers bool, err error) {
	if column, ok := t.texts[name]; ok {
		return column, false, nil
	}
	values, err := t.finite(name, drop)
	if err != nil {
		return nil, false, err
	}
	column = &texts{}
	for _, v := range values {
		column.add(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return column, true, nil
}

// encode fits e, if it is not, and makes its columns.
func (t *Table) encode(e Encoding) (Encoding, [][]float64, error) {
	if e.How == Impute {
		return t.impute(e)
	}
	if e.How != OneHot && e.How != Codes || e.Other < 0 {
		return e, nil, t.about(e.Column, "encoding %v with Other %d: How is OneHot, Codes or Impute, and Other a number of rows", e.How, e.Other)
	}
	column, numbers, err := t.levels(e.Column)
	if err != nil {
		return e, nil, err
	}
	if !e.Fitted {
		if err := t.fitLevels(&e, column, numbers); err != nil {
			return e, nil, err
		}
	}
	class, err := t.classes(e, column)
	if err != nil {
		return e, nil, err
	}
	if e.How == Codes {
		codes := make([]float64, len(class))
		for i, c := range class {
			codes[i] = float64(c)
		}
		return e, [][]float64{codes}, nil
	}
	columns := make([][]float64, e.Count())
	for j := range columns {
		columns[j] = make([]float64, len(class))
	}
	for i, c := range class {
		columns[c][i] = 1
	}
	return e, columns, nil
}

// mostLevels is how many columns OneHot makes without being told of the levels: a column of names or numbers of rows, which
// says nothing about rows to come, would fill the memory.
const mostLevels = 1000

// fitLevels finds the levels in order and those that are rare.
func (t *Table) fitLevels(e *Encoding, column *texts, numbers bool) error {
	rows := make([]int, len(column.levels)) // of each level: a part of a table has levels without any
	for _, c := range column.codes {
		rows[c]++
	}
	given := map[string]bool{}
	for _, level := range e.Levels {
		if given[level] {
			return t.about(e.Column, "level %s is given twice in Levels", quote(level))
		}
		given[level] = true
	}
	var frequent []string
	e.Rest, e.Fitted = 0, true
	for c, level := range column.levels {
		common := given[level] || e.Levels == nil && rows[c] >= max(e.Other, 1)
		if common {
			frequent = append(frequent, level)
		} else if e.Other > 0 {
			e.Rest += rows[c]
		}
	}
	if e.Levels == nil {
		slices.SortFunc(frequent, func(a, b string) int { return compareLevels(a, b, numbers) })
		e.Levels = frequent
		if e.How == OneHot && len(frequent) > mostLevels {
			return t.about(e.Column, "has %d levels, more than the %d for which columns are made: pool the rare ones with Other, use Codes and layers.Embedding, or give Levels", len(frequent), mostLevels)
		}
	}
	if e.Count() < 2 {
		return t.about(e.Column, "has %d classes of levels, which tells rows apart by nothing: leave it out, or lower Other", e.Count())
	}
	return nil
}

// compareLevels orders by size what was numbers, so that 2 comes before 10, and else by bytes, which is the same everywhere.
func compareLevels(a, b string, numbers bool) int {
	if numbers {
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// classes is the number of each row's class. A level that was not there when e was fitted is of the further class, or the
// error of its first row.
func (t *Table) classes(e Encoding, column *texts) ([]int, error) {
	number := make(map[string]int, len(e.Levels))
	for c, level := range e.Levels {
		number[level] = c
	}
	of := make([]int, len(column.levels)) // looked up once a level, not once a row
	for c, level := range column.levels {
		var known bool
		if of[c], known = number[level]; !known {
			of[c] = -1
			if e.Rest > 0 {
				of[c] = len(e.Levels)
			}
		}
	}
	out := make([]int, len(column.codes))
	for i, c := range column.codes {
		if out[i] = of[c]; out[i] < 0 {
			return nil, t.unseen(e, i, column.levels[c])
		}
	}
	return out, nil
}

// unseen is the error of a level that the network has learned nothing of.
func (t *Table) unseen(e Encoding, row int, level string) error {
	hint, remedy := "", "to give such levels a class of their own, set Encoding.Other"
	if near := nearest(level, e.Levels); near != "" {
		hint = "; did you mean " + quote(near) + "?"
	}
	if e.Other > 0 {
		remedy = fmt.Sprintf("no level of the rows it was fitted on was of fewer than %d, so there is no class for others: raise Encoding.Other", e.Other)
	}
	return t.at(e.Column, row, "%s is none of the %d levels%s Correct it, or leave the row out; %s. The levels are %s", quote(level), len(e.Levels), stop(hint), remedy, list(e.Levels))
}

// about is an error about a column.
func (t *Table) about(column, format string, args ...any) error {
	return &Error{File: t.file, Column: column, Row: -1, Err: fmt.Errorf(format, args...)}
}
