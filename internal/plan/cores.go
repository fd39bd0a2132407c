package plan

import (
	"runtime"
	"sync"
	"time"

	"github.com/deepprob/deepprob/internal/crew"
	G "gorgonia.org/gorgonia"
)

// Parts is a step's work cut into pieces that any number of cores may share. The pieces depend on shapes only, and every
// element is computed as in one piece: the bits do not depend on the cores.
type Parts struct {
	id  int // among those of a plan
	n   int
	run func(m *Machine, s *Step, k int)
}

// Split makes parts of a step whose work is the same for each of n elements, rows or images and takes so many nanoseconds of
// one core; nil if it does not pay, or a piece would have less than least of them. piece prepares what computes those from lo
// to hi.
func Split(n, least int, work float64, piece func(lo, hi int) func(out G.Value, in []G.Value)) *Parts {
	k := pieces(work, n/least)
	if k < 2 {
		return nil
	}
	run := make([]func(out G.Value, in []G.Value), k)
	for i := range run {
		run[i] = piece(bounds(n, k, i))
	}
	return &Parts{n: k, run: func(m *Machine, s *Step, i int) { run[i](m.Vals[s.Out], m.args[:len(s.In)]) }}
}

// maxParts bounds the pieces of a step.
const maxParts = 8

// pieceOf is the work of a piece that pays for handing it out, in nanoseconds of one core.
const pieceOf = 20_000

// pieces is how many a step of such work, in nanoseconds, is cut into, if it can be cut into most.
func pieces(work float64, most int) int { return max(min(int(work/pieceOf), maxParts, most), 1) }

// team is the crew that all machines of the process share. It serves one of them at a time; who finds it at work does
// its own work alone, as do programs inside the shards of a training step, which use all cores already.
var team struct {
	sync.Mutex
	crew  *crew.Crew
	cores int
}

// together runs do(0) to do(jobs-1) on all cores that are free.
func together(jobs int, do func(job int)) {
	if !team.TryLock() {
		for k := range jobs {
			do(k)
		}
		return
	}
	defer team.Unlock()
	if cores := runtime.GOMAXPROCS(0); cores != team.cores {
		if team.crew != nil {
			team.crew.Close()
		}
		team.crew, team.cores = crew.New(maxParts), cores
	}
	team.crew.Run(jobs, do)
}

// share runs the pieces of a step on all cores and returns true, or returns false: it is better done alone. Which one is
// faster is measured, since it depends on what else the machine does.
func (m *Machine) share(s *Step) bool {
	c := &m.contests[s.parts.id]
	if !c.next() {
		return false
	}
	m.shared = s
	m.operands(s)
	together(s.parts.n, m.piece)
	return true
}

// contest tells whether a step runs faster on all cores than alone. Most runs are of the kind that was faster lately; the
// other one is tried from time to time, the less often the more often it has lost.
type contest struct {
	usual  [2]float64 // time of a run in nanoseconds, alone and on all cores: recent runs count most, slow ones little
	best   int        // which is faster
	now    int        // which is running
	left   int        // runs until the other one is tried
	gap    int        // runs between trials
	before time.Time
}

// Gaps between trials, in runs, and in nanoseconds where that is fewer of them.
const (
	firstGap = 4
	leastGap = 8
	mostGap  = 1024
	mostWait = 1e9
)

// newContest begins with all cores for a step that is cut into as many pieces as there may be: its work is long beside the
// handing out, and a step of a second is not run alone four times before anybody tries.
func newContest(p *Parts) contest {
	c := contest{gap: leastGap, left: firstGap}
	if p.n == maxParts {
		c.best = 1
	}
	return c
}

// advantage is how many times faster all cores must be to be worth keeping them from others.
const advantage = 1.25

// next begins a run and reports whether it is to use all cores.
func (c *contest) next() bool {
	c.now = c.best
	if c.left--; c.left < 0 {
		c.now = 1 - c.best
	}
	c.before = time.Now()
	return c.now == 1
}

// end takes the time of the run that next began.
func (c *contest) end() {
	c.took(float64(time.Since(c.before)))
}

// took counts the time of the run that next began, in nanoseconds. A run that was faster than those before tells what the
// step takes; one that was slower may have met another process.
func (c *contest) took(t float64) {
	handicapped := t
	if c.now == 1 {
		handicapped *= advantage
	}
	if m := &c.usual[c.now]; *m == 0 || handicapped < *m {
		*m = handicapped
	} else {
		*m += min((handicapped-*m)/4, *m/8)
	}
	if c.now == c.best {
		return
	}
	longest := int(min(max(mostWait/max(t, 1), leastGap), mostGap))
	if c.left, c.gap = c.gap, min(2*c.gap, longest); c.usual[c.now] < c.usual[c.best] {
		c.best, c.left, c.gap = c.now, leastGap, leastGap
	}
}

// bounds are those of piece k of n elements cut into so many.
func bounds(n, pieces, k int) (lo, hi int) { return k * n / pieces, (k + 1) * n / pieces }
