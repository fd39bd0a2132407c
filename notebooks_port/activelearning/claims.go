package main

import (
	"fmt"
	"strings"
)

// reached says how many labels each method took to be right in nine of ten places, from the results.
func (r results) reached() string {
	last := len(levels) - 1
	var each []string
	for _, m := range r.Methods {
		w := m.Reach[last]
		text := fmt.Sprintf("%s %.0f ± %.0f", m.Method, w.Labels.Mean, w.Labels.SE)
		if w.Repeats < r.Repeats {
			text = fmt.Sprintf("%s at least %.0f", m.Method, w.Labels.Mean)
		}
		each = append(each, text)
	}
	return fmt.Sprintf("Labels to an accuracy of %.1f: %s.", levels[last], strings.Join(each, ", "))
}

// below is the line below the heading of the curves.
func (r results) below() string {
	return fmt.Sprintf("Mean over %d repeats. %s", r.Repeats, r.reached())
}
