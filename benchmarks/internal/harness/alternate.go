package harness

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Run is how often and how long is measured.
type Run struct {
	Rounds int           // measurements of each contender
	Budget time.Duration // about the length of one
	Limit  time.Duration // a contender measured for so long in all sits the other rounds out; 0: none does
}

// Outcome is what the teams achieved in one case.
type Outcome struct {
	Case   Case
	Median map[string]float64 // by team; a team without the case, or that failed, is not there
	Failed map[string]error   // teams that have the case and failed
	Note   string             // what a reader of the table must know, a sentence
}

// Play enters all teams in a case and measures them in turn, A B C A B C, so that whatever else the machine does falls
// on all of them alike. A team that fails drops out; the others go on.
func (r Run) Play(c Case, teams []Team) Outcome {
	o := Outcome{Case: c, Median: map[string]float64{}, Failed: map[string]error{}}
	contenders := map[string]Contender{}
	for _, t := range teams {
		entered, err := t.Enter(c)
		switch {
		case err == nil:
			contenders[t.Name()] = entered
		case !errors.Is(err, ErrNoCase):
			o.Failed[t.Name()] = err
		}
	}
	runs, spent := map[string][]float64{}, map[string]time.Duration{}
	for range r.Rounds {
		for _, t := range teams {
			entered := contenders[t.Name()]
			if entered == nil || o.Failed[t.Name()] != nil || r.Limit > 0 && spent[t.Name()] >= r.Limit {
				continue
			}
			start := time.Now()
			v, err := entered.Measure(r.Budget)
			spent[t.Name()] += time.Since(start)
			if err == nil && !(v > 0 && v < math.Inf(1)) {
				err = fmt.Errorf("measured %v %s", v, c.Unit())
			}
			if err != nil {
				o.Failed[t.Name()] = err
				continue
			}
			runs[t.Name()] = append(runs[t.Name()], v)
		}
	}
	for name, entered := range contenders {
		if err := entered.Close(); err != nil && o.Failed[name] == nil {
			o.Failed[name] = err
		}
		if o.Failed[name] == nil {
			o.Median[name] = Median(runs[name])
		}
	}
	return o
}

// Median is the middle of the numbers, the mean of the middle two of an even count, NaN of none.
func Median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// Best is the least median of the named teams; false if none of them has one.
func (o Outcome) Best(teams ...string) (best float64, ok bool) {
	for _, t := range teams {
		if v, has := o.Median[t]; has && (!ok || v < best) {
			best, ok = v, true
		}
	}
	return best, ok
}

// Ratio is one team's median over the best of others; false if one of the two is missing.
func (o Outcome) Ratio(team string, others ...string) (float64, bool) {
	own, ok := o.Median[team]
	best, has := o.Best(others...)
	return own / best, ok && has
}
