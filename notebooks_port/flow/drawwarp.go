package main

import (
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The grid of the noise: lines at every quarter from -2 to 2 on both axes, which hold nine of ten points of two normals.
const (
	gridReach  = 2.
	gridStep   = .25
	gridPoints = 600 // on each line
)

// The lines of the grid: across and upright.
var gridInks = [2]draw.LineStyle{{Color: figure.Blue, Width: .7}, {Color: figure.Orange, Width: .7}}

// gridLine is points of the line at a number along an axis: row after row of two.
func gridLine(axis int, at float64) []float64 {
	z := make([]float64, 2*gridPoints)
	for i := range gridPoints {
		z[2*i+axis], z[2*i+1-axis] = -gridReach+2*gridReach*float64(i)/(gridPoints-1), at
	}
	return z
}

// warped is where a flow of the plane takes points of the noise.
func warped(m *training.Model, z []float64) ([]float64, error) {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return m.Net.Forward(s, in[0]).(distributions.Transformed).Bijector.Forward(in[1])
	})
	n := len(z) / 2
	x, v := ops.NewValue(tensor.Float32, []int{n, 1}), ops.NewValue(tensor.Float32, []int{n, 2})
	for i, a := range z {
		ops.Data[float32](v)[i] = float32(a)
	}
	y, err := f.Apply(m.Params, x, v)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(z))
	for i, a := range ops.Data[float32](y) {
		out[i] = float64(a)
	}
	return out, nil
}

// warpPage draws a regular grid of the noise, and where the flows of three densities take it.
func warpPage(models []*training.Model) (*figure.Page, error) {
	pg := figure.NewPage(249, "A regular grid of the noise, and where flows take it", "The map is one to one and smooth: lines of a colour do not cross, and where they come close the noise is pressed together.")
	figure.Key(pg.Strip(24), figure.KeyLine("along the first number of the noise", gridInks[0]), figure.KeyLine("along the second", gridInks[1]))
	names, plots := []string{"Noise"}, []*plot.Plot{pane(square{lo: -3, hi: 3}, 2, 0, true, true)}
	if err := addGrid(plots[0], nil); err != nil {
		return nil, err
	}
	for i, d := range densities.All() {
		if _, rings := d.Density.(densities.Rings); rings { // four holes: lines lie on lines
			continue
		}
		lo, hi := d.Window()
		p := pane(square{lo: lo, hi: hi}, 2, 0, true, true)
		if err := addGrid(p, models[i]); err != nil {
			return nil, err
		}
		plots, names = append(plots, p), append(names, figure.Capital(d.Name))
	}
	pg.Grid([][]*plot.Plot{plots}, 20, 10, func(_, c int) (string, string) { return names[c], "" })
	return pg, nil
}

// addGrid adds the lines, taken along by a model if there is one.
func addGrid(p *plot.Plot, m *training.Model) (err error) {
	for axis := range 2 {
		var z []float64
		for at := -gridReach; at <= gridReach; at += gridStep {
			z = append(z, gridLine(axis, at)...)
		}
		if m != nil {
			if z, err = warped(m, z); err != nil {
				return err
			}
		}
		for line := range slices.Chunk(z, 2*gridPoints) {
			x, y := columns(densities.Pairs(line))
			p.Add(figure.Stroke(x, y, gridInks[axis]))
		}
	}
	return nil
}
