package density

// A Piece is a stretch of a density with its mass.
type Piece struct {
	Interval
	Mass float64
}

// Pieces cuts row i of f at its breaks, or finer, and returns the masses, in a unit of their own, and their sum: 0 if there is none. The outermost pieces
// reach to the ends of the support, though an infinite one was cut for the integral.
func Pieces(f Family, i int) (pieces []Piece, total float64) {
	s := solvers.Get().(*Solver)
	defer solvers.Put(s)
	row := s.solve(f, i)
	if row.state.Broken() {
		return nil, 0
	}
	for k := range row.panels {
		p := &row.panels[k]
		pieces = append(pieces, Piece{Interval{p.a, p.b}, p.mass})
	}
	pieces[0].Lo, pieces[len(pieces)-1].Hi = row.lo, row.hi
	return pieces, row.mass
}
