package figures

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// pictures are all six figures of n test rows.
func pictures(n int) (map[string]func(path string) error, error) {
	s, train := drawSynth(1, n), drawSynth(2, 3*n).truth
	bias, err := report.BiasBins(s.truth, s.e)
	var modes report.Modes
	for _, name := range []string{"log-spline", "64 bins", "nearly exact"} {
		if err := modes.Add(name, s.truth, s.e.FlatMode); err != nil {
			return nil, err
		}
	}
	clusters := synthClusters(s, train, 13.6, 13.9, 14.2, 14.5, 14.8, 15.1)
	mse := LossCurve{"MSE network", "mean squared error", []float64{.0061, .0055, .005, .0049, .0049}, NotebookMSE(), 2}
	mdn := LossCurve{"Mixture density network", "negative log-likelihood [nats]", []float64{-1.3, -1.4, -1.43}, NotebookMDN(), 5}
	return map[string]func(path string) error{
		"bias": func(p string) error { return Mock.Bias(p, s.truth, s.e, [4]string{"said of it"}) },
		"prior": func(p string) error {
			return Mock.Prior(p, train, 64, [2]float64{flatLo, flatHi}, PriorCurve{"exact", func(y float64) float64 { return math.Log(prior(y)) }})
		},
		"posteriors": func(p string) error { return Mock.Posteriors(p, clusters) },
		"losses":     func(p string) error { return Mock.Losses(p, mse, mdn) },
		"modes":      func(p string) error { return Mock.Modes(p, modes) },
		"curves":     func(p string) error { return Mock.BiasCurves(p, bias, NotebookBias()) },
	}, err
}

// The same numbers give the same bytes, and the picture is one: 1800 pixels wide, neither blank nor black.
func TestPictures(t *testing.T) {
	slow.Test(t)
	all, err := pictures(3000)
	if err != nil {
		t.Fatal(err)
	}
	for name, draw := range all {
		once, again := drawn(t, draw), drawn(t, draw)
		if !bytes.Equal(once, again) {
			t.Errorf("%s: two runs differ", name)
		}
		img, err := png.Decode(bytes.NewReader(once))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, dark := img.Bounds(), 0
		for y := b.Min.Y; y < b.Max.Y; y += 3 {
			for x := b.Min.X; x < b.Max.X; x += 3 {
				if r, g, bl, _ := img.At(x, y).RGBA(); r+g+bl < 3*0x8000 {
					dark++
				}
			}
		}
		if share := float64(9*dark) / float64(b.Dx()*b.Dy()); b.Dx() != 1800 || share < .002 || share > .5 {
			t.Errorf("%s: %v pixels, dark share %.4f", name, b.Max, share)
		}
	}
}

// drawn returns the file a figure writes.
func drawn(t *testing.T, draw func(path string) error) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture.png")
	if err := draw(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Other numbers give another picture: nothing is remembered between calls.
func TestPicturesDepend(t *testing.T) {
	a := drawn(t, func(p string) error { return Mock.Losses(p, LossCurve{Name: "a", Loss: []float64{2, 1}}) })
	b := drawn(t, func(p string) error { return Mock.Losses(p, LossCurve{Name: "a", Loss: []float64{2, 1.2}}) })
	if bytes.Equal(a, b) {
		t.Error("two curves, one picture")
	}
}

// The smallest inputs are drawn.
func TestSmall(t *testing.T) {
	slow.Test(t)
	one := []float64{14}
	s := drawSynth(3, 500)
	clusters := synthClusters(s, s.truth, 13.6, 14, 14.2, 14.4)
	clusters[0].HPD = nil
	clusters[1].HPD = append(clusters[1].HPD, [2]float64{16, 17})
	for name, draw := range map[string]func(p string) error{
		"one row": func(p string) error {
			return Mock.Bias(p, one, report.Estimates{MSE: one, MDNMean: one, FlatMean: one, FlatMode: one}, [4]string{})
		},
		"one bin":              func(p string) error { return Mock.Prior(p, []float64{13.6, 14}, 1, [2]float64{13.5, 15}) },
		"flat beyond the data": func(p string) error { return Mock.Prior(p, []float64{13.6, 13.7, 14}, 20, [2]float64{12, 16}) },
		"one epoch":            func(p string) error { return Mock.Losses(p, LossCurve{Name: "a", Loss: []float64{0}}) },
		"equal losses":         func(p string) error { return Mock.Losses(p, LossCurve{Name: "a", Loss: []float64{3, 3, 3}}) },
		"300 epochs":           func(p string) error { return Mock.Losses(p, LossCurve{Name: "a", Loss: make([]float64, 300)}) },
		"one cluster":          func(p string) error { return Mock.Posteriors(p, clusters[:1]) },
		"four clusters":        func(p string) error { return Mock.Posteriors(p, clusters) },
		"one bin of bias": func(p string) error {
			return Mock.BiasCurves(p, report.Bias{BinCentre: one, MSE: []float64{.1}}, report.Bias{})
		},
	} {
		if err := draw(filepath.Join(t.TempDir(), "a.png")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ok := []float64{14, 14.1}
	est := report.Estimates{MSE: ok, MDNMean: ok, FlatMean: ok, FlatMode: ok}
	light := []float64{13, 13.1}
	k := Cluster{X: ok, Before: ok, After: ok, Truth: 14, Mean: 14, Mode: 14}
	with := func(change func(*Cluster)) []Cluster {
		bad := k
		change(&bad)
		return []Cluster{k, bad}
	}
	flat := [2]float64{13.51, 15.2}
	for _, c := range []struct {
		err  error
		want string
	}{
		{Mock.Bias("a.png", ok[:1], est, [4]string{}), "report: MSE network has 2 values for 1 true masses: predict every test row once"},
		{Mock.Bias("a.png", nil, report.Estimates{}, [4]string{}), "figures: a.png: none of 0 rows has a true mass of 13.5 or more: nothing to draw"},
		{Mock.Bias("a.png", light, est, [4]string{}), "figures: a.png: none of 2 rows has a true mass of 13.5 or more: nothing to draw"},
		{Mock.Bias("a.png", []float64{14, nan}, est, [4]string{}), "report: true mass of row 1 is NaN: want log10 of a mass, such as 14.2"},
		{Mock.Prior("a.png", nil, 64, flat), "figures: a.png: histogram of 0 masses without two different ones: it has no width"},
		{Mock.Prior("a.png", []float64{14, 14}, 64, flat), "figures: a.png: histogram of 2 masses without two different ones: it has no width"},
		{Mock.Prior("a.png", []float64{14, inf}, 64, flat), "figures: a.png: mass of row 1 is +Inf: want finite masses"},
		{Mock.Prior("a.png", ok, 0, flat), "figures: a.png: histogram of 0 bins: want at least 1"},
		{Mock.Prior("a.png", ok, 64, [2]float64{15, 14}), "figures: a.png: flat prior from 15 to 14: want two ascending masses"},
		{Mock.Losses("a.png"), "figures: a.png: no loss curves to draw"},
		{Mock.Losses("a.png", LossCurve{Name: "MDN"}), "figures: a.png: MDN has no epochs"},
		{Mock.Losses("a.png", LossCurve{Name: "MDN", Loss: []float64{1, nan}}), "figures: a.png: MDN: loss of epoch 2 is NaN: want finite losses"},
		{Mock.BiasCurves("a.png", report.Bias{}, NotebookBias()), "figures: a.png: a bias without bins: nothing to draw"},
		{Mock.BiasCurves("a.png", report.Bias{BinCentre: ok, MSE: ok[:1]}, report.Bias{}), "figures: a.png: MSE network has 1 medians for 2 bins"},
		{Mock.BiasCurves("a.png", report.Bias{BinCentre: ok, MSE: ok, Error: report.Errors{MSE: ok[:1]}}, report.Bias{}), "figures: a.png: MSE network has 1 standard errors for 2 medians"},
		{Mock.Modes("a.png", report.Modes{BinCentre: ok}), "figures: a.png: modes of 0 priors in 2 bins: nothing to draw"},
		{Mock.Modes("a.png", report.Modes{BinCentre: ok, Under: []report.Mode{{Prior: "x", Median: ok, Error: ok[:1], RMS: ok}}}), "x has 2 medians, 1 standard errors and 2 root mean squares for 2 bins"},
		{Mock.Posteriors("a.png", nil), "figures: a.png: no clusters to draw"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.After = ok[:1] })), "cluster 1: grid of 2 points, densities of 2 before and 1 after: want one length of 2 or more"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.X = []float64{14, 14} })), "cluster 1: grid point 1 is 14 after 14: want an ascending grid"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.Before = []float64{1, -1} })), "cluster 1: grid point 1 (14.1): densities -1 before and 14.1 after: want finite ones, not negative"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.After = []float64{inf, 1} })), "cluster 1: grid point 0 (14): densities 14 before and +Inf after: want finite ones, not negative"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.After = []float64{0, 0} })), "cluster 1: a density is zero on the whole grid of 14 to 14.1: check the grid's range"},
		{Mock.Posteriors("a.png", with(func(k *Cluster) { k.Mode = nan })), "cluster 1: truth 14, mean 14, mode NaN: want finite masses"},
	} {
		if c.err == nil || !strings.HasSuffix(c.err.Error(), c.want) {
			t.Errorf("error %v\nwant  %s", c.err, c.want)
		}
	}
	if _, err := os.Stat("a.png"); err == nil {
		t.Error("a refused figure was written")
	}
}

func TestMissingFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	err := Mock.Losses(filepath.Join(dir, "a.png"), LossCurve{Name: "a", Loss: []float64{1}})
	if want := "folder " + dir + " does not exist: create it first"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %v, want ... %s", err, want)
	}
}

// The six pictures of the full test set; see page.go for their size.
func BenchmarkPictures(b *testing.B) {
	all, err := pictures(61000)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for name, draw := range all {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := draw(filepath.Join(dir, name+".png")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
