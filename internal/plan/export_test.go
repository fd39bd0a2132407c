package plan

// Rehearse plays a step cut into so many pieces that takes these times, alone and on all cores, and returns in which runs it
// was on all.
func Rehearse(pieces, runs int, times func(run int) [2]float64) (all []bool) {
	c := newContest(&Parts{n: pieces})
	for run := range runs {
		all = append(all, c.next())
		c.took(times(run)[c.now])
	}
	return all
}
