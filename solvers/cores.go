package solvers

import (
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// Cores share out work. A Trainer's crew is one.
type Cores interface {
	// Run calls do for each of 0 to jobs-1, on several cores at a time, and returns when all have been done.
	Run(jobs int, do func(job int))
}

// Teamed is a solver whose step a Trainer can make on all its cores.
type Teamed interface {
	gorgonia.Solver

	// StepOn is Step on those cores, or on one for nil, of gradients whose global norm is given, NaN if it is not known. It leaves
	// the gradients as they are, and takes it that since the last step nobody has changed the weights, unless Forget was called.
	StepOn(on Cores, params []gorgonia.ValueGrad, norm float64) error

	Forget()
}

// Team returns a solver of this package as a Teamed, nil for any other: one that embeds one of ours has a Step of its own.
func Team(s gorgonia.Solver) Teamed {
	switch s := s.(type) {
	case *Adam:
		return s
	case *AdamW:
		return s
	case *SGD:
		return s
	case *RMSProp:
		return s
	}
	return nil
}

// stretch is elements of a slot that a core updates at a time.
type stretch struct{ slot, lo, hi int }

// stretchSize is large enough to be worth handing to a core, and small enough that there is one for each.
const stretchSize = 4096

// stretch cuts the slots.
func (u *updates) stretch() {
	u.stretches = nil
	for i, s := range u.slots {
		for lo := 0; lo < s.size; lo += stretchSize {
			u.stretches = append(u.stretches, stretch{i, lo, min(lo+stretchSize, s.size)})
		}
	}
	u.job = func(k int) {
		s := u.stretches[k]
		u.move(&u.slots[s.slot], s.lo, s.hi)
	}
}

// moveAll updates every parameter, on the cores of a crew if there is one. It is an error, which leaves everything as it was,
// if a weight would not be finite any more.
func (u *updates) moveAll(name string, c Cores, s surge) error {
	if u.within(s) {
		u.moveEach(c)
	} else if err := u.moveWatched(name, c); err != nil {
		return err
	}
	u.steps++
	return nil
}

func (u *updates) moveEach(c Cores) {
	if c != nil {
		c.Run(len(u.stretches), u.job)
		return
	}
	for i := range u.slots {
		u.move(&u.slots[i], 0, u.slots[i].size)
	}
}

// numbers are elements lo to hi of a value.
func numbers[T float32 | float64](v gorgonia.Value, lo, hi int) []T { return ops.Data[T](v)[lo:hi] }
