package figures

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// LossCurve is one panel of Losses.
type LossCurve struct {
	Name      string    // of the network
	Unit      string    // of the axis of losses
	Loss      []float64 // mean over each epoch
	Reference []float64 // of another implementation, such as NotebookMSE; may be nil
	Drop      int       // the last epoch before the learning rate drops; 0 if it does not
}

// Losses draws the loss of each epoch, a panel a network side by side, with the reference as faint points. No panels, an empty
// curve and a loss that is not finite are errors.
func (s Source) Losses(path string, curves ...LossCurve) error {
	if len(curves) == 0 {
		return fmt.Errorf("figures: %s: no loss curves to draw", path)
	}
	for _, c := range curves {
		if len(c.Loss) == 0 {
			return fmt.Errorf("figures: %s: %s has no epochs", path, c.Name)
		}
		for _, losses := range [][]float64{c.Loss, c.Reference} {
			if i := slices.IndexFunc(losses, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }); i >= 0 {
				return fmt.Errorf("figures: %s: %s: loss of epoch %d is %v: want finite losses", path, c.Name, i+1, losses[i])
			}
		}
	}
	return s.lossPage(curves).Save(path)
}

var (
	lossLine  = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	lossDot   = figure.Circle(3.2, figure.Blue, figure.White)
	otherDot  = figure.Circle(3.6, nil, figure.Faded(figure.Ink, .45))
	dropStyle = draw.LineStyle{Color: figure.Faded(figure.Ink, .45), Width: 1, Dashes: []vg.Length{3, 2.5}}
)

func (s Source) lossPage(curves []LossCurve) *figure.Page {
	pg := figure.NewPage(290, "Training losses", s.of("Mean over the batches of each epoch, on targets scaled to [0, 1]."))
	items := []figure.KeyItem{figure.KeyDots("this run", lossLine, lossDot)}
	var plots []*plot.Plot
	reference, drop := false, false
	for _, c := range curves {
		plots = append(plots, c.panel())
		reference, drop = reference || len(c.Reference) > 0, drop || c.Drop > 0
	}
	if reference {
		items = append(items, figure.KeyGlyph("the lecture's notebook", otherDot))
	}
	if drop {
		items = append(items, figure.KeyBar("the learning rate drops", dropStyle))
	}
	figure.Key(pg.Strip(24), items...)
	pg.Grid([][]*plot.Plot{plots}, 20, 16, func(_, c int) (string, string) { return curves[c].Name, "" })
	return pg
}

func (l LossCurve) panel() *plot.Plot {
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "epoch", l.Unit
	n := max(len(l.Loss), len(l.Reference))
	p.X.Min, p.X.Max = .6, float64(n)+.4
	p.X.Tick.Marker = figure.Epochs(n)
	all := append(slices.Clone(l.Loss), l.Reference...)
	lo, hi := slices.Min(all), slices.Max(all)
	room := .08 * max(hi-lo, 1e-3*math.Abs(hi), math.SmallestNonzeroFloat32)
	p.Y.Min, p.Y.Max = lo-room, hi+room
	p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	p.Add(figure.GridLines())
	if l.Drop > 0 {
		p.Add(figure.Vertical(float64(l.Drop)+.5, dropStyle))
	}
	p.Add(figure.Stroke(figure.Count(l.Loss), l.Loss, lossLine), figure.Dots(figure.Count(l.Loss), l.Loss, lossDot), figure.Dots(figure.Count(l.Reference), l.Reference, otherDot))
	return p
}
