package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// full runs the whole program.
//
//	go test ./notebooks_port/bnn -run Full -full -v -timeout 30m
var full = flag.Bool("full", false, "run the whole program, some minutes")

// TestFull holds the program to what is said of it: every claim, and the record that README.md is of, whose numbers other processors'
// bits move by less than a tenth.
func TestFull(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole program, some minutes: use -full")
	}
	r, printed := notebook(t, options{out: t.TempDir(), seed: 1, rows: 200_000, effort: 1})
	t.Log("\n" + printed)
	for _, h := range clusterMethods(0) {
		m := r.Clusters.Methods[h.key]
		for k := 1; k < len(m.NLL); k++ {
			if m.NLL[k] >= m.NLL[k-1] {
				t.Errorf("%s: NLL %v does not fall with more rows", h.name, m.NLL)
			}
			if shrinks := h.key != "mdn" && h.key != "dropout"; shrinks && m.Epistemic[k] >= m.Epistemic[k-1] {
				t.Errorf("%s: the epistemic part %v does not fall with more rows", h.name, m.Epistemic)
			}
		}
		if last := m.Aleatoric[3] / m.Aleatoric[2]; last < .9 || last > 1.1 {
			t.Errorf("%s: the aleatoric part %v does not stay", h.name, m.Aleatoric)
		}
		if far := m.Off.Epistemic; h.key != "mdn" && far[20] < 2*far[0] {
			t.Errorf("%s: the epistemic part is %v on the data and %v off it", h.name, far[0], far[20])
		}
	}
	for _, s := range r.Claims {
		if !s.Holds {
			t.Errorf("%s: %q, by %v", s.Name, s.Says, s.Numbers)
		}
	}
	if n := r.Toy.NUTS; n.RHat > 1.01 || n.Divergences > 0 || n.Cut > 0 || n.ESS < 800 {
		t.Errorf("the yardstick has R-hat %v, %v effective draws, %d divergences and %d trajectories that were cut", n.RHat, n.ESS, n.Divergences, n.Cut)
	}
	for name, table := range tables(r) {
		if !strings.Contains(printed, table) {
			t.Errorf("the table of %s is not printed as README.md has it:\n%s", name, table)
		}
	}
	programtest.SameClaims(t, recorded(t).Claims, r.Claims, .1, 0)
	for _, h := range toyMethods(options{}, 0) {
		c := r.Toy.Methods[h.key]
		if left, right := c.Epistemic[0], c.Epistemic[140]; min(left, right) < c.Epistemic[45] { // x = .25
			t.Errorf("%s: epistemic sd %v and %v at the ends, %v amid the rows", h.name, left, right, c.Epistemic[45])
		}
	}
}
