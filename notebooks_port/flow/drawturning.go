package main

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The looks of the regions of highest density, in the order of levels, and of the mode.
var (
	regionInks = []draw.LineStyle{{Color: figure.Orange, Width: 1.3}, {Color: figure.Orange, Width: 1, Dashes: []vg.Length{3, 2}}}
	modeDot    = figure.Diamond(3, figure.Orange, figure.White)
)

// drawTurning draws the moons at three x, the true ones above the learned ones, and notes the modes.
func (n *notebook) drawTurning(m *training.Model) error {
	q, err := at(n.ctx, m)
	if err != nil {
		return err
	}
	c := &n.results.Turning
	pg := figure.NewPage(540, "A density that depends on x: moons that turn, and whose noise grows",
		fmt.Sprintf("One flow of y given x, %.3f nats from the truth; %s.", c.KL.Mean, n.results.Claims.Of(turningClaim.Name)))
	shade := func(share float64) color.Color { return figure.Shades[int(255*share)].C }
	figure.Key(pg.Strip(24), figure.KeyScale("density, of the largest true one at that x", "0", "1", shade),
		figure.KeyLine("region of 50%", regionInks[0]), figure.KeyLine("of 90%", regionInks[1]), figure.KeyGlyph("mode", modeDot))
	plots := [][]*plot.Plot{make([]*plot.Plot, len(shownX)), make([]*plot.Plot, len(shownX))}
	s := n.window(moonsAt(1))
	points := s.points()
	all := q.LogProbs(points)
	for i, x := range shownX {
		exact := truth(moonsAt(x), points)
		found := mode{X: x}
		for row, log := range [][]float64{exact, all[i]} {
			p := pane(s, 1, 0, i == 0, row == 1)
			at := points[floats.MaxIdx(log)]
			p.Add(heat(pg, s, log, floats.Max(exact)))
			for k, level := range levels {
				p.Add(region(s, log, level, regionInks[k]))
			}
			p.Add(figure.Dots(at[:1], at[1:], modeDot))
			plots[row][i] = p
			if row == 0 {
				found.True = at
			} else {
				found.Learned = at
			}
		}
		c.Modes = append(c.Modes, found)
	}
	pg.Grid(plots, 20, 12, func(row, i int) (string, string) {
		return [...]string{"True,", "Learned,"}[row], fmt.Sprintf("x = %.1f", shownX[i])
	})
	return pg.Save(n.folder.Path("turning.png"))
}

// region is the outline of the smallest set of cells that holds a share of the mass.
func region(s square, log []float64, level float64, style draw.LineStyle) plot.Plotter {
	c := plotter.NewContour(surface{s, log}, []float64{threshold(s, log, level)}, nil)
	c.LineStyles = []draw.LineStyle{style}
	return c
}

// threshold is the log-density above which the cells hold a share of the mass.
func threshold(s square, log []float64, level float64) float64 {
	sorted := slices.Clone(log)
	slices.Sort(sorted)
	sum := 0.
	for _, l := range slices.Backward(sorted) {
		if sum += math.Exp(l) * s.cell(); sum >= level {
			return l
		}
	}
	return sorted[0]
}

// surface is the cells as gonum/plot takes them.
type surface struct {
	square
	log []float64
}

func (f surface) Dims() (c, r int)   { return f.n, f.n }
func (f surface) X(c int) float64    { return f.at(c) }
func (f surface) Y(r int) float64    { return f.at(r) }
func (f surface) Z(c, r int) float64 { return max(f.log[r*f.n+c], -700) }
