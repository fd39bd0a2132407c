package data

import "gonum.org/v1/gonum/mat"

// Rows returns the number of rows n; 0 if there are no features.
func (s Set) Rows() int {
	if s.X == nil || s.X.IsEmpty() {
		return 0
	}
	n, _ := s.X.Dims()
	return n
}

// Targets returns Y as a matrix (n, k) that shares its numbers, as Scaler.Fit takes it. It panics if Y is not n times k
// numbers, k at least 1.
func (s Set) Targets() *mat.Dense {
	n := s.Rows()
	return mat.NewDense(n, len(s.Y)/n, s.Y)
}

// Take returns the given rows in the given order, the same row twice if it is named twice. It panics if a row is not in
// the set or there is none to take.
func (s Set) Take(rows []int) Set {
	_, d := s.X.Dims()
	k := len(s.Y) / s.Rows()
	out := Set{X: mat.NewDense(len(rows), d, nil), Y: make([]float64, 0, len(rows)*k), Names: s.Names, Target: s.Target, YNames: s.YNames, Encodings: s.Encodings}
	for i, r := range rows {
		out.X.SetRow(i, s.X.RawRowView(r))
		out.Y = append(out.Y, s.Y[r*k:(r+1)*k]...)
	}
	if s.Weights != nil {
		out.Weights = pick(s.Weights, rows)
	}
	if s.Groups != nil {
		out.Groups = pick(s.Groups, rows)
	}
	return out
}

// Head returns the first n rows, all if there are no more than that. It panics if n is below 1 or the set is empty.
func (s Set) Head(n int) Set {
	rows := make([]int, min(n, s.Rows()))
	for i := range rows {
		rows[i] = i
	}
	return s.Take(rows)
}
