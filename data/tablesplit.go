package data

import "github.com/deepprob/deepprob/internal/rng"

// Split is Set.Split of a table: the rows that Set.Split takes of a set of all of its rows. Encodings that are fitted to
// the first table do not see the rows of the second.
func (t *Table) Split(train int, seed uint64) (a, b *Table, err error) {
	if train < 1 || train >= t.rows {
		return nil, nil, fileError(t.file, "cannot split %d rows into %d and the rest: the first table takes 1 to %d", t.rows, train, t.rows-1)
	}
	rows := rng.New(seed, "data/split", 0, 0).Perm(t.rows)
	return t.take(rows[:train]), t.take(rows[train:]), nil
}
