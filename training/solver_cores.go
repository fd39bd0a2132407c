package training

import (
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// teamed makes a step on all cores, and leaves the gradients, whose norm it is told, as they are.
type teamed interface {
	stepOn(c *crew.Crew, params []gorgonia.ValueGrad, norm float64) error
}

// team returns a solver of this package that can, nil for any other: one that embeds one of ours has a Step of its own.
func team(s gorgonia.Solver) teamed {
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
func (u *updates) moveAll(name string, c *crew.Crew, s surge) error {
	if u.within(s) {
		u.moveEach(c)
	} else if err := u.moveWatched(name, c); err != nil {
		return err
	}
	u.steps++
	return nil
}

func (u *updates) moveEach(c *crew.Crew) {
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
