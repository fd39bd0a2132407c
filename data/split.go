package data

import "github.com/deepprob/deepprob/internal/rng"

// Split returns train rows and the others, both in the order of a permutation that depends on seed and the number of
// rows alone: permutation[:train] and permutation[train:].
//
// It returns an error, and does not panic, where train leaves either side empty or the set fails Check's lengths: how
// many rows there are is a property of the file, so the same call that is right for one catalogue is wrong for the next.
func (s Set) Split(train int, seed uint64) (a, b Set, err error) {
	if err := s.splittable(train); err != nil {
		return Set{}, Set{}, err
	}
	rows := rng.New(seed, "data/split", 0, 0).Perm(s.Rows())
	return s.Take(rows[:train]), s.Take(rows[train:]), nil
}

// splittable refuses a number of training rows that leaves a side empty.
func (s Set) splittable(train int) error {
	if err := s.checkLengths(); err != nil {
		return err
	}
	n := s.Rows()
	if n == 1 {
		return fileError("", "a set of one row cannot be split: read more rows")
	}
	if train < 1 || train >= n {
		return fileError("", "cannot split %d rows into %d and the rest: the first set takes 1 to %d", n, train, n-1)
	}
	return nil
}
