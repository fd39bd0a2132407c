package density

import (
	"math"
	"slices"
)

// Jump says that each row has a point mass amid its density, as the amount of rain in a day has at 0: where it is and its log-mass,
// -Inf if there is none. LogProb is that at the point and the log-density elsewhere; cdf, tails and moments are those of both together.
type Jump func(i int) (at, logMass float64)

// alone is the density of one row of a family that has a jump, without it: of what mass the jump leaves. It is never asked at the
// point itself, which is a break of it.
type alone struct {
	Family
	at  float64
	has Closed
}

func newAlone(f Family, at float64) *alone { return &alone{Family: f, at: at} }

func (a *alone) Has() *Closed { return &a.has }

func (a *alone) Breaks(i int, dst []float64) []float64 {
	if lo, hi := a.Support(i); a.at > lo && a.at < hi {
		dst = append(dst, a.at)
	}
	return a.Family.Breaks(i, dst)
}

// LogProb asks beside the point in place of it, inside of the support.
func (a *alone) LogProb(i int, y, out []float64) {
	if !slices.Contains(y, a.at) {
		a.Family.LogProb(i, y, out)
		return
	}
	toward := math.Inf(1)
	if _, hi := a.Support(i); hi <= a.at {
		toward = math.Inf(-1)
	}
	moved := Borrow(len(y))
	defer GiveBack(moved)
	for j, v := range y {
		if (*moved)[j] = v; v == a.at {
			(*moved)[j] = math.Nextafter(v, toward)
		}
	}
	a.Family.LogProb(i, *moved, out)
}

// solveJump solves row i of a family that has a jump, the density in s.
func solveJump(f Family, i int, s *Solver) *jumpRow {
	at, log := f.Has().Jump(i)
	lo, hi := f.Support(i)
	r := &jumpRow{at: at, lo: lo, hi: hi, rest: s.solve(newAlone(f, at), i)}
	rest := math.Inf(-1)
	switch {
	case log != log || log > 1e-9 || r.rest.state.Broken() && r.rest.state != Empty:
		r.state = Invalid
		return r
	case r.rest.state == Empty && math.IsInf(log, -1):
		r.state = Empty
		return r
	case r.rest.state == Empty: // all mass is at the point
		r.state = Fine
	default:
		r.state, rest = r.rest.state, r.rest.logMass()
	}
	r.share, r.other = 1/(1+math.Exp(rest-log)), 1/(1+math.Exp(log-rest))
	top := max(log, rest)
	r.logMass = top + math.Log1p(math.Exp(min(log, rest)-top))
	return r
}
