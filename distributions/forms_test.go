package distributions

// What the families of the tests have besides their densities.

func (bare) Has() *closedForms      { return none }
func (testSteps) Has() *closedForms { return none }
func (m testMixture) Has() *closedForms {
	return &closedForms{CDF: m.cdf, Moments: m.moments}
}
func (a testAtoms) Has() *closedForms { return &closedForms{Atoms: a.atoms} }

// withoutForms is q, made of nodes, without its closed forms: its rows are solved by their densities.
func withoutForms(q Posterior) Posterior { return newPosterior(openFamily(q.f)) }

func openFamily(f family) *nodeFamily {
	open := *f.(*nodeFamily)
	open.forms = closedForms{LogProbRows: open.logProbRows}
	if open.direct != nil {
		open.forms.Charts = &open
		if open.direct.beta {
			open.forms.Ends = &open
		}
	}
	return &open
}
