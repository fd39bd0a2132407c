package ours

import (
	"context"
	"math"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/ops"
)

func flowTeam() Team {
	rows := mock.New(1000, 1)
	return Team{Vectors: mock.NewVectors(rows, 1).Set(rows, 1000)}
}

// The flow is trained, and asked for densities and draws.
func TestFlow(t *testing.T) {
	for i, k := range []harness.Kind{harness.FlowStep, harness.FlowDensity, harness.FlowDraws, harness.FlowDensity, harness.FlowDraws} {
		c := harness.Case{Kind: k, Net: "nsf", Batch: 50, Widths: []int{8}, Steps: 2}
		if i > 2 {
			c.Net = Joint
		}
		entered, err := flowTeam().Enter(c)
		if err != nil {
			t.Fatal(err)
		}
		if us, err := entered.Measure(0); err != nil || !(us > 0) {
			t.Errorf("%s: measured %v, %v", k, us, err)
		}
		if err := entered.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The densities that are told are of the shared weights, on which they depend, and of the points that noise becomes: noise that is
// drawn and put back has its own density.
func TestFlowTells(t *testing.T) {
	const n = 5
	team, c := flowTeam(), harness.Case{Kind: harness.FlowDensity, Net: "nsf", Batch: 50, Widths: []int{8}}
	density, err := team.Tell(c, n)
	if err != nil || len(density) != n || len(density[0]) != 1 {
		t.Fatalf("the densities are %v, %v", density, err)
	}
	c.Kind = harness.FlowDraws
	drawn, err := team.Tell(c, n)
	if err != nil || len(drawn) != n || len(drawn[0]) != mock.Targets {
		t.Fatalf("the draws are %v, %v", drawn, err)
	}
	m, err := team.shared(c)
	if err != nil {
		t.Fatal(err)
	}
	set := data.Set{X: team.Vectors.Head(n).X}
	for _, row := range drawn {
		set.Y = append(set.Y, row...)
	}
	q, err := m.PredictJoint(context.Background(), set.X)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range q.LogProb(points(set)) {
		normal := 0.
		for _, z := range team.Vectors.Y[i*mock.Targets:][:mock.Targets] {
			normal -= z*z/2 + math.Log(2*math.Pi)/2
		}
		// The map stretches space by less than a factor of e^12, and not by 1.
		if d := math.Abs(v - normal); d > 12 || d < 1e-4 {
			t.Errorf("row %d has log-density %v, its noise %v", i, v, normal)
		}
	}
}

// The function that is timed has the densities that are told: float32 is right to a few units of the sixth digit of the sum of the
// logarithms of which each is made.
func TestFlowFunction(t *testing.T) {
	const n = 20
	team, c := flowTeam(), harness.Case{Kind: harness.FlowDensity, Net: "nsf", Batch: n, Widths: []int{8}}
	told, err := team.Tell(c, n)
	if err != nil {
		t.Fatal(err)
	}
	m, err := team.shared(c)
	if err != nil {
		t.Fatal(err)
	}
	set := team.Vectors.Head(n)
	got, err := function(c, m).Apply(m.Params, floats(set.X.RawMatrix().Data, n, mock.Features), floats(set.Y, n, mock.Targets))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range ops.Data[float32](got) {
		if math.Abs(float64(v)-told[i][0]) > 1e-4 {
			t.Errorf("row %d: the function has %v, the model %v", i, v, told[i][0])
		}
	}
}
