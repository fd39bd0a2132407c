package tape_test

import (
	"fmt"

	"github.com/deepprob/deepprob/tape"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A program of plain Gorgonia: the only line that is not Gorgonia's is the one that makes the machine.
func ExampleNewVM() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewVector(g, tensor.Float64, gorgonia.WithShape(4), gorgonia.WithName("x"),
		gorgonia.WithValue(tensor.New(tensor.WithBacking([]float64{0, 1, 2, 3}))))
	y := gorgonia.NewVector(g, tensor.Float64, gorgonia.WithShape(4), gorgonia.WithName("y"),
		gorgonia.WithValue(tensor.New(tensor.WithBacking([]float64{1, 3, 5, 7}))))
	m := gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("m"), gorgonia.WithValue(0.))
	c := gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("c"), gorgonia.WithValue(0.))
	pred := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(x, m)), c))
	cost := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Sub(pred, y))))))
	if _, err := gorgonia.Grad(cost, m, c); err != nil {
		panic(err)
	}

	machine := tape.NewVM(g, gorgonia.BindDualValues(m, c)) // was gorgonia.NewTapeMachine
	defer machine.Close()
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(.1))
	for range 500 {
		if err := machine.RunAll(); err != nil {
			panic(err)
		}
		if err := solver.Step(gorgonia.NodesToValueGrads(gorgonia.Nodes{m, c})); err != nil {
			panic(err)
		}
		machine.Reset()
	}
	fmt.Printf("y = %.3f x + %.3f\n", m.Value(), c.Value())
	// Output: y = 2.000 x + 1.000
}
