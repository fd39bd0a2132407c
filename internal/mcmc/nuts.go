package mcmc

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// nuts is the no-U-turn sampler (Hoffman and Gelman 2014, arXiv:1111.4246) with multinomial draws along the trajectory
// and the criterion of Betancourt (2017, arXiv:1701.02434, appendix A.4): a trajectory doubles, forwards or backwards at
// random, until it begins to turn.
type nuts struct {
	Target
	inverse  []float64 // of the masses
	step     float64
	maxDepth int
	stop     func() error // asked before every leap
	stopped  error
}

// divergent is how far the energy may drift, as in Stan.
const divergent = 1000

// move is what a transition tells of itself.
type move struct {
	accept   float64 // mean probability of acceptance along the trajectory
	leaps    int
	diverged bool
	longest  bool    // the trajectory had not turned when it was as long as may be
	energy   float64 // of the state with the momentum it began with
}

// tree is a stretch of trajectory.
type tree struct {
	first, last *point    // its ends in the order of time
	rho         []float64 // the sum of its momenta
	sharpFirst  []float64 // momenta at its ends times the inverse masses
	sharpLast   []float64
	draw        *point // a state of it, drawn by weight
	logWeight   float64
	turned      bool // or diverged: nothing of it may be used
}

// transition replaces z by the next state of the chain.
func (s *nuts) transition(z *point, r *rand.Rand) (m move, err error) {
	for i, v := range s.inverse {
		z.p[i] = r.NormFloat64() / math.Sqrt(v)
	}
	h0 := z.energy(s.inverse)
	m.energy, m.longest, s.stopped = h0, true, nil
	t := s.leaf(z, h0)
	for depth := 0; depth < s.maxDepth; depth++ {
		forward := r.Float64() < .5
		from := t.first
		if forward {
			from = t.last
		}
		next := s.grow(from, depth, forward, h0, r, &m)
		if s.stopped != nil {
			return m, s.stopped
		}
		if next.turned {
			m.longest = false
			break
		}
		if math.Log(r.Float64()) < next.logWeight-t.logWeight { // biased towards the new half
			t.draw = next.draw
		}
		t = s.join(t, next, forward)
		if t.turned {
			m.longest = false
			break
		}
	}
	z.copyFrom(t.draw)
	if m.leaps > 0 {
		m.accept /= float64(m.leaps)
	}
	return m, nil
}

// leaf is the tree of one state.
func (s *nuts) leaf(z *point, h0 float64) *tree {
	own := newPoint(len(z.x))
	own.copyFrom(z)
	t := &tree{first: own, last: own, draw: own, logWeight: h0 - own.energy(s.inverse)}
	t.rho = append([]float64(nil), own.p...)
	t.sharpFirst = s.sharp(own)
	t.sharpLast = t.sharpFirst
	return t
}

func (s *nuts) sharp(z *point) []float64 {
	v := make([]float64, len(z.p))
	floats.MulTo(v, z.p, s.inverse)
	return v
}

// grow builds the 2^depth states that follow from, or precede it.
func (s *nuts) grow(from *point, depth int, forward bool, h0 float64, r *rand.Rand, m *move) *tree {
	if depth == 0 {
		return s.next(from, forward, h0, m)
	}
	near := s.grow(from, depth-1, forward, h0, r, m)
	if near.turned {
		return near
	}
	end := near.first
	if forward {
		end = near.last
	}
	far := s.grow(end, depth-1, forward, h0, r, m)
	if far.turned {
		return far
	}
	both := s.join(near, far, forward)
	both.draw = near.draw
	if math.Log(r.Float64()) < far.logWeight-both.logWeight {
		both.draw = far.draw
	}
	return both
}

// next is one leap.
func (s *nuts) next(from *point, forward bool, h0 float64, m *move) *tree {
	if s.stopped = s.stop(); s.stopped != nil {
		return &tree{turned: true}
	}
	z := newPoint(len(from.x))
	z.copyFrom(from)
	step := s.step
	if !forward {
		step = -step
	}
	z.leap(s.Target, step, s.inverse)
	t := s.leaf(z, h0)
	m.leaps++
	m.accept += math.Min(1, math.Exp(t.logWeight))
	if !(t.logWeight > -divergent) {
		m.diverged, t.turned = true, true
	}
	return t
}

// join puts b at the end of a, or at its beginning, and sees whether the whole turns, or each half with the first state of
// the other.
func (s *nuts) join(a, b *tree, forward bool) *tree {
	if !forward {
		a, b = b, a
	}
	t := &tree{first: a.first, last: b.last, sharpFirst: a.sharpFirst, sharpLast: b.sharpLast, logWeight: logAdd(a.logWeight, b.logWeight)}
	t.draw = a.draw
	if !forward {
		t.draw = b.draw
	}
	t.rho = make([]float64, len(a.rho))
	floats.AddTo(t.rho, a.rho, b.rho)
	over := make([]float64, len(a.rho))
	t.turned = turns(t.rho, t.sharpFirst, t.sharpLast) ||
		turns(floats.AddTo(over, a.rho, b.first.p), a.sharpFirst, b.sharpFirst) ||
		turns(floats.AddTo(over, b.rho, a.last.p), a.sharpLast, b.sharpLast)
	return t
}

// turns reports whether the ends of a stretch with momenta summing to rho no longer move apart.
func turns(rho, sharpFirst, sharpLast []float64) bool {
	return !(floats.Dot(rho, sharpFirst) > 0 && floats.Dot(rho, sharpLast) > 0)
}

func logAdd(a, b float64) float64 {
	top := math.Max(a, b)
	if math.IsInf(top, -1) {
		return top
	}
	return top + math.Log(math.Exp(a-top)+math.Exp(b-top))
}
