package harness

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The ratios of the tables of compare.
const bestJAX, bestTorch = "/ best jax", "/ best torch"

// What the README says was measured is in the tables that are kept. After a new run this tells the sentences that it must have.
func TestReadme(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := plain(string(raw))
	for _, want := range slices.Concat(steps(t), studies(t), flows(t), families(t)) {
		if !strings.Contains(readme, plain(want)) {
			t.Errorf("README.md lacks what the tables have: %s", want)
		}
	}
}

// plain is a text on one line without quotes, which a shell does not always need.
func plain(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "'", "")
}

// steps are the rows of the README's table of training steps.
func steps(t *testing.T) (all []string) {
	for _, level := range []struct{ name, file string }{{"AVX2", "results-avx2.md"}, {"AVX-512", "results-avx512.md"}} {
		m, first := readTables(t, level.file), level.name
		for _, batch := range []struct{ written, plain string }{{"1", "1"}, {"100", "100"}, {"1,000", "1000"}, {"10,000", "10000"}} {
			row := fmt.Sprintf("| %s | %s |", first, batch.written)
			for _, net := range []string{"mse", "mdn-normal", "mdn-beta", "bbb", "mcd"} {
				of := net + "/" + batch.plain
				if m[of] == nil {
					row += " |"
					continue
				}
				row += fmt.Sprintf(" %s, %s |", duration(m.of(t, of, "deepprob")), m.share(t, of, bestJAX))
			}
			all, first = append(all, row), ""
		}
	}
	return all
}

// studies are those of draws, of processes, of answers and of the case study as a whole.
func studies(t *testing.T) []string {
	m, wide := readTables(t, "results-avx2.md"), readTables(t, "results-avx512.md")
	s := func(m measured, row string) float64 { return m.of(t, row, "deepprob") / 1e6 }
	js := func(row string) float64 { return m.least(t, row, "jax step", "jax scan") / 1e6 }
	start, startJAX := [2]float64{}, [2]float64{}
	start[0], start[1] = between(1e3*s(m, "start-mse/100"), 1e3*s(m, "start-mdn-normal/100"))
	startJAX[0], startJAX[1] = between(js("start-mse/100"), js("start-mdn-normal/100"))
	memory, theirs := m.of(t, "memory-mse/100", "deepprob"), [2]float64{}
	theirs[0], theirs[1] = between(m.of(t, "memory-mse/100", "jax scan"), m.of(t, "memory-mdn-normal/100", "jax scan"))
	study, wideStudy := readTables(t, "lecture-avx2.md"), readTables(t, "lecture-avx512.md")
	a := func(m measured, what, net string) string { return fmt.Sprintf("%.2f", s(m, what+"-mdn-"+net+"/66442")) }
	return []string{
		fmt.Sprintf("take %.1f s (Bayes by Backprop; JAX %.1f) and %.1f s (dropout; JAX %.1f)", s(m, "predict-bbb/61000"), js("predict-bbb/61000"), s(m, "predict-mcd/61000"), js("predict-mcd/61000")),
		fmt.Sprintf("in %.0f to %.0f ms, JAX in %.1f to %.1f s; it holds %.0f MB where JAX holds %.0f to %.0f", start[0], start[1], startJAX[0], startJAX[1], memory, theirs[0], theirs[1]),
		fmt.Sprintf("takes %s s (normals) and %s s (Betas) with AVX2, %s and %s s with AVX-512; as predicted %s and %s s, %s and %s s",
			a(m, "swapped", "normal"), a(m, "swapped", "beta"), a(wide, "swapped", "normal"), a(wide, "swapped", "beta"),
			a(m, "answers", "normal"), a(m, "answers", "beta"), a(wide, "answers", "normal"), a(wide, "answers", "beta")),
		fmt.Sprintf("%.1f s against %.1f s with [AVX2](benchmarks/lecture-avx2.md), %.1f against %.1f with",
			study.of(t, "normal", "clustermass, s"), study.of(t, "normal", "reference, s"), wideStudy.of(t, "normal", "clustermass, s"), wideStudy.of(t, "normal", "reference, s")),
	}
}

// flows are the sentences of transformations and flows.
func flows(t *testing.T) []string {
	m := readTables(t, "flows-avx512.md")
	rows := ""
	for of := range m { // as many as the run took
		if rest, ok := strings.CutPrefix(of, "nsf-density/"); ok {
			rows = "/" + rest
		}
	}
	both := func(row string) (string, string) { return m.share(t, row, bestJAX), m.share(t, row, bestTorch) }
	small, smallZuko := both("nsf/100")
	large, largeZuko := both("nsf/1000")
	density, densityZuko := both("nsf-density" + rows)
	draws, drawsZuko := both("nsf-draws" + rows)
	joint := func(column string) (lo, hi float64) {
		return between(m.of(t, "joint-density"+rows, column), m.of(t, "joint-draws"+rows, column))
	}
	jaxLo, jaxHi := joint(bestJAX)
	torchLo, torchHi := joint(bestTorch)
	return []string{
		fmt.Sprintf("(%s,000 densities and draws): `%s`", strings.TrimSuffix(rows[1:], "000"), command(t, "flows-avx512.md")),
		fmt.Sprintf("gradients of each of 100 rows take %s of its time, a Hessian-vector product %s, a Hessian %s, 100 Jacobians %s;",
			m.share(t, "per-example/100", bestJAX), m.share(t, "hvp/100", bestJAX), m.share(t, "hessian/100", bestJAX), m.share(t, "jacobian/100", bestJAX)),
		fmt.Sprintf("a training step of a conditional spline flow %s (100 rows) and %s (1,000) of distrax's and %s and %s of zuko's, densities %s and %s, draws %s and %s;",
			small, large, smallZuko, largeZuko, density, densityZuko, draws, drawsZuko),
		fmt.Sprintf("in float64, %s to %s and %s to %s.", digits(jaxLo, 1), digits(jaxHi, 1), digits(torchLo, 1), digits(torchHi, 1)),
	}
}

// families are the sentences of distributions beside TFP on JAX.
func families(t *testing.T) (all []string) {
	m := readTables(t, "densities-avx512.md")
	split := func(draws bool) (within []float64, slower map[string]float64) {
		slower = map[string]float64{}
		for of, row := range m {
			switch ratio := row["/ jax"]; {
			case strings.HasPrefix(of, "sample-") != draws:
			case ratio > 1:
				slower[of] = ratio
			default:
				within = append(within, ratio)
			}
		}
		return within, slower
	}
	within, slower := split(false)
	lo, hi := between(within...)
	draws, slowerDraws := split(true)
	loDraws, hiDraws := between(draws...)
	if len(slower) != 0 || len(slowerDraws) != 2 {
		t.Errorf("slower than JAX are %v and %v: the README names two draws", slower, slowerDraws)
	}
	return []string{
		fmt.Sprintf("log-densities of %d families by a million rows take %s to %s of the time of TFP on JAX;",
			len(within)/2, digits(lo, 2), digits(hi, 2)),
		fmt.Sprintf("draws with gradients, of %d families, %s to %s, but for Beta (%s) and Student's t (%s) in float32.",
			(len(draws)+len(slowerDraws))/2, digits(loDraws, 2), digits(hiDraws, 2), digits(slowerDraws["sample-beta32"], 1), digits(slowerDraws["sample-studentt32"], 1)),
	}
}

// duration is one in us as the README writes it.
func duration(us float64) string {
	switch {
	case us < 1000:
		return fmt.Sprintf("%.0f us", us)
	case us < 5000:
		return fmt.Sprintf("%.2f ms", us/1e3)
	}
	return fmt.Sprintf("%.1f ms", us/1e3)
}

// between are the least and the largest of numbers.
func between(v ...float64) (lo, hi float64) { return slices.Min(v), slices.Max(v) }
