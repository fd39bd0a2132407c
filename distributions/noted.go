package distributions

import "slices"

// Noted is q whose Warnings begin with these sentences, for who makes a posterior and knows more about its rows than it: that
// the features of one lie far outside those of training.
func (q Posterior) Noted(sentences ...string) Posterior {
	q.notes = slices.Concat(q.notes, sentences)
	return q
}
