package report

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/google/go-cmp/cmp"
)

// The standard error of a median counts hosts: over many catalogues of hosts with many lines of sight it is what the medians scatter
// by, also where every row of a host is off alike. Its relative error is that of a standard deviation of 400, 3.5%, and of Woodruff's
// estimate with 100 hosts; 15% is four of both together.
func TestMedianErrorsCountHosts(t *testing.T) {
	const catalogues, hosts, lines = 400, 100, 9
	for _, shared := range []float64{0, 1} {
		var sum, squares, said float64
		for c := range uint64(catalogues) {
			z := make([]float64, hosts*(lines+1))
			rng.New(c, "scatter", 0, 0).Normal64(z, 0)
			var truth, estimate []float64
			for h := range hosts {
				for l := range lines {
					truth = append(truth, 14+1e-4*float64(h))
					estimate = append(estimate, truth[len(truth)-1]+.1*z[hosts+h*lines+l]+shared*.3*z[h])
				}
			}
			b, err := Group(truth)
			if err != nil {
				t.Fatal(err)
			}
			m := b.Quantiles(truth, estimate, .5)[0][0]
			sum, squares, said = sum+m/catalogues, squares+m*m/catalogues, said+b.MedianErrors(truth, estimate)[0]/catalogues
			if n := b.Hosts(truth)[0]; n != hosts {
				t.Fatalf("%d hosts of %d", n, hosts)
			}
		}
		if sd := math.Sqrt(squares - sum*sum); math.Abs(said/sd-1) > .15 {
			t.Errorf("hosts' share %v: standard error %v on average, medians scatter by %v", shared, said, sd)
		}
	}
}

func TestModes(t *testing.T) {
	var m Modes
	truth := []float64{13.5, 13.5, 13.5625, 15.125}
	for name, off := range map[string][]float64{"log-spline": {.25, 0, -.25, 1}} {
		mode := make([]float64, len(truth))
		for i := range mode {
			mode[i] = truth[i] + off[i]
		}
		if err := m.Add(name, truth, mode); err != nil {
			t.Fatal(err)
		}
	}
	u := m.Under[0]
	if d := cmp.Diff([][]float64{{13.55, 15.15}, {0, 1}, {math.Sqrt(.125 / 3), 1}}, [][]float64{m.BinCentre, u.Median, u.RMS}); d != "" {
		t.Errorf("modes differ (-want +got):\n%s", d)
	}
	if d := cmp.Diff([][]int{{3, 1}, {2, 1}}, [][]int{m.Count, m.Hosts}); d != "" {
		t.Errorf("counts differ (-want +got):\n%s", d)
	}
	u.Median[0] = -.5
	if mean, most, at := m.Judged(u); mean != .5 || most != -.5 || at != 13.55 {
		t.Errorf("judged %v, %v at %v: only the first bin counts", mean, most, at)
	}
	if u.Average != 0 || u.Largest != 0 || u.LargestAt != 0 {
		t.Errorf("average %v, largest %v at %v of a median of 0", u.Average, u.Largest, u.LargestAt)
	}
	m.Under[0].Average, m.Under[0].Largest, m.Under[0].LargestAt = m.Judged(u)
	var s strings.Builder
	if err := m.WriteText(&s); err != nil {
		t.Fatal(err)
	}
	if want := "   13.55        2  -0.500 ± "; !strings.Contains(s.String(), want) || !strings.Contains(s.String(), "largest -0.500 at 13.55") {
		t.Errorf("no %q in\n%s", want, s.String())
	}
	if err := m.Add("x", truth, truth[:1]); err == nil {
		t.Error("one mode for four clusters is no error")
	}
}
