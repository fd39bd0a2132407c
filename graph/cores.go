package graph

import (
	"runtime"
	"sync"

	"github.com/deepprob/deepprob/internal/crew"
)

// parts is a step's work cut into pieces that any number of cores may share. The pieces depend on shapes only, and every
// element is computed as in one piece: the bits do not depend on the cores.
type parts struct {
	n   int
	run func(p *Program, s *step, k int)
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

// share runs the pieces of a step.
func (p *Program) share(s *step) {
	p.shared = s
	together(s.parts.n, p.piece)
}

// bounds are those of piece k of n elements cut into so many.
func bounds(n, pieces, k int) (lo, hi int) { return k * n / pieces, (k + 1) * n / pieces }
