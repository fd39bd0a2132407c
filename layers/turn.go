package layers

import "slices"

// Turns says that the columns of the parameter called name, a matrix, mean the same to the network after a rotation, if those of
// all other parameters of the group are rotated alike: a factor F of F Fᵀ. Descent lets such columns drift, so a mean over steps
// is one of columns turned to each other first. Groups are told apart by their names.
func (s *Scope) Turns(group, name string) {
	path := s.join(name)
	for i, t := range s.pass.Turning {
		if t.Group == group {
			s.pass.Turning[i].Paths = append(slices.Clip(t.Paths), path)
			return
		}
	}
	s.pass.Turning = append(s.pass.Turning, Turning{group, []string{path}})
}

// Turning is parameters whose columns may be rotated together.
type Turning struct {
	Group string
	Paths []string
}
