// Package catalogue makes a mock catalogue of galaxy clusters seen in cylinders: the training set of the case study.
//
// Halos of a (Gpc/h)^3 box are observed along several lines of sight each. The galaxies of a cylinder (radius 1.6 Mpc/h, +-2200 km/s) are
// the halo's own satellites, some in sub-groups, and interlopers, the satellites of other halos on the line; a row summarizes the
// cylinder's galaxies. It stands in for the contaminated mock of Ho et al. (2019), arXiv:1902.05950, and shares its columns. The recipe
// is analytic: a mass function, NFW profiles, normal velocities, a Schechter function of stellar masses, a power-law correlation of halos.
package catalogue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/rng"
)

// Names are the columns, in order. M200c is the host's mass in Msun/h, Ngal the number of galaxies in the cylinder, sigv their velocity
// dispersion in km/s (divisor n-1); then mean, standard deviation (divisor n), skewness and excess kurtosis of the projected radius R in
// comoving Mpc/h, of the stellar mass m (log10 Msun), and of the line-of-sight velocity v in km/s.
var Names = [...]string{
	"M200c", "Ngal", "sigv",
	"R_mean", "R_std", "R_skew", "R_kurt",
	"m_mean", "m_std", "m_skew", "m_kurt",
	"v_mean", "v_std", "v_skew", "v_kurt",
}

// Catalogue is a table of clusters, one row a line of sight with more than 10 galaxies. Rows are in order of host; hosts are in order of mass.
type Catalogue struct {
	Columns      [len(Names)][]float64 // by Names
	Host         []int                 // which halo: one host has up to 101 rows
	TrueFraction []float64             // of the galaxies, those that are the host's own
}

// Rows returns the number of rows.
func (c *Catalogue) Rows() int { return len(c.Host) }

// Column returns the column of a name of Names, nil if there is none.
func (c *Catalogue) Column(name string) []float64 {
	for i, n := range Names {
		if n == name {
			return c.Columns[i]
		}
	}
	return nil
}

// block is the number of lines of sight worked on between two looks at the context.
const block = 512

// Generate makes the catalogue of a share of the box's lines of sight, 0 < fraction <= 1: about 266,000 rows for 1.
//
// Each line of sight draws from a stream of its own, so the rows depend on the seed alone, not on the number of goroutines (all cores
// are used), and the rows of a smaller fraction are among those of a larger one. It returns ctx.Err() soon after ctx is done.
func Generate(ctx context.Context, seed uint64, fraction float64) (*Catalogue, error) {
	if !(fraction > 0 && fraction <= 1) {
		return nil, fmt.Errorf("catalogue: fraction %v: want a share of the lines of sight in (0, 1]", fraction)
	}
	x := drawHosts(seed)
	sights := drawSights(seed, lineCounts(x), fraction)
	blocks := make([][]row, (len(sights)+block-1)/block)
	shared := newRecipe()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(blocks)) {
		wg.Go(func() {
			w := newWorker(shared, seed)
			for b := int(next.Add(1)) - 1; b < len(blocks) && ctx.Err() == nil; b = int(next.Add(1)) - 1 {
				blocks[b] = w.observe(x, sights[b*block:min((b+1)*block, len(sights))])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("catalogue: stopped: %w", err)
	}
	return collect(blocks), nil
}

type row struct {
	value [len(Names)]float64
	host  int
	own   float64
}

func collect(blocks [][]row) *Catalogue {
	n := 0
	for _, b := range blocks {
		n += len(b)
	}
	c := &Catalogue{Host: make([]int, 0, n), TrueFraction: make([]float64, 0, n)}
	for i := range c.Columns {
		c.Columns[i] = make([]float64, 0, n)
	}
	for _, b := range blocks {
		for i := range b {
			for j, v := range b[i].value {
				c.Columns[j] = append(c.Columns[j], v)
			}
			c.Host = append(c.Host, b[i].host)
			c.TrueFraction = append(c.TrueFraction, b[i].own)
		}
	}
	return c
}

// recipe is the tables that all workers share and none writes.
type recipe struct {
	nfw                *nfw
	groupEdge          float64  // sqrt(m) at groupConc
	stellar            *inverse // Schechter function of log10(M/knee)
	bins               [massBins]bin
	lines              [massBins]float64 // running sum of bins[i].lines
	ownInner, ownOuter [massBins]float64 // powers of the exclusion radius of the bin's halos, see field
}

// worker is what one goroutine needs to observe lines of sight: the recipe, its random numbers, the galaxies of the cylinder.
type worker struct {
	*recipe
	seed    uint64
	src     rng.Source
	rand    *rand.Rand // reads src
	groups  []group
	r, v, m []float64 // galaxies in the cylinder
	members int       // of them, the first so many are the host's own
}
