package distributions

import "github.com/deepprob/deepprob/internal/density"

// What the families of the tests have besides their densities.

func (bare) Has() *density.Closed      { return none }
func (testSteps) Has() *density.Closed { return none }
func (m testMixture) Has() *density.Closed {
	return &density.Closed{CDF: m.cdf, Moments: m.moments}
}
func (a testAtoms) Has() *density.Closed { return &density.Closed{Atoms: a.atoms} }

// withoutForms is q, made of nodes, without its closed forms: its rows are solved by their densities.
func withoutForms(q Posterior) Posterior { return newPosterior(openFamily(q.f)) }

func openFamily(f density.Family) *nodeFamily {
	open := *f.(*nodeFamily)
	open.forms = density.Closed{LogProbRows: open.logProbRows}
	if open.direct != nil {
		open.forms.Charts = &open
		if open.direct.beta {
			open.forms.Ends = &open
		}
	}
	return &open
}
