package gorgonia

import (
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Swappable is what the tests and examples use of a machine.
type Swappable interface {
	VM
	Let(n *Node, be interface{}) error
	Set(a, b *Node) error
}

// SwapIn makes the machine that stands where a TapeMachine stood; nil leaves the TapeMachine.
var SwapIn func(g *ExprGraph, opts ...VMOpt) Swappable

// Swapped is one of the two machines, timed.
type Swapped struct {
	Swappable
	g     *ExprGraph
	own   int // index in swappedAll
	fresh bool
}

// swappedRecord is what one machine did.
type swappedRecord struct {
	Site   string
	Ops    string
	Nodes  int
	Build  float64 // us to make the machine
	Runs   int
	Median float64   // us of a run
	times  []float64 // us
}

var (
	swappedLock sync.Mutex
	swappedAll  []*swappedRecord

	solverSteps, solverNanos atomic.Int64
	seeds                    atomic.Int64
	repeatFor, _             = strconv.ParseFloat(os.Getenv("SWAP_REPEAT_MS"), 64)
)

// NewSwapped stands where NewTapeMachine stood.
func NewSwapped(g *ExprGraph, opts ...VMOpt) *Swapped {
	_, file, line, _ := runtime.Caller(1)
	r := &swappedRecord{Site: file[strings.LastIndexByte(file, '/')+1:] + ":" + strconv.Itoa(line), Ops: opsOf(g), Nodes: len(g.AllNodes())}
	start := time.Now()
	m := &Swapped{g: g, fresh: true}
	if SwapIn != nil {
		m.Swappable = SwapIn(g, opts...)
	} else {
		m.Swappable = NewTapeMachine(g, opts...)
	}
	r.Build = us(start)
	if repeatFor == 0 {
		FlushSwapped() // a later machine may end the program
	}
	swappedLock.Lock()
	defer swappedLock.Unlock()
	m.own = len(swappedAll)
	swappedAll = append(swappedAll, r)
	return m
}

// opsOf names the first few distinct ops of a graph.
func opsOf(g *ExprGraph) string {
	var names []string
	for _, n := range g.AllNodes() {
		if n.op == nil || n.isConstant() {
			continue
		}
		name := n.op.String()
		if i := strings.IndexAny(name, " ({[<"); i > 0 {
			name = name[:i]
		}
		if !slices.Contains(names, name) && len(names) < 8 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func us(start time.Time) float64 { return float64(time.Since(start).Nanoseconds()) / 1000 }

// RunAll is the machine's own, timed. Asked for by SWAP_REPEAT_MS, the first good run is followed by more of them.
func (m *Swapped) RunAll() error {
	first := m.fresh && len(swappedAll[m.own].times) == 0
	err := m.timed()
	if err != nil || !first || repeatFor == 0 {
		return err
	}
	for start := time.Now(); us(start) < repeatFor*1000; {
		m.Reset()
		if m.timed() != nil {
			break
		}
	}
	FlushSwapped() // some programs never come to their end
	return nil
}

func (m *Swapped) timed() error {
	start := time.Now()
	err := m.Swappable.RunAll()
	if spent := us(start); err == nil && m.fresh {
		swappedAll[m.own].times = append(swappedAll[m.own].times, spent)
	}
	m.fresh = false // a TapeMachine that is not reset does nothing
	return err
}

// Reset is the machine's own.
func (m *Swapped) Reset() {
	m.Swappable.Reset()
	m.fresh = true
}

// Prog is the program of a TapeMachine, which tests print.
func (m *Swapped) Prog() *program {
	p, _, _ := Compile(m.g)
	return p
}

// NoDropout stands for Dropout where results are compared: its gradient is wrong, also at a rate of 0.
func NoDropout(x *Node, _ float64) (*Node, error) { return x, nil }

// solverStep counts and times a solver's step: defer solverStep()().
func solverStep() func() {
	start := time.Now()
	return func() {
		solverNanos.Add(time.Since(start).Nanoseconds())
		solverSteps.Add(1)
	}
}

// fixedSeed stands where a seed was taken from the clock.
func fixedSeed(time.Time) int64 { return seeds.Add(1) }

// FlushSwapped writes what was measured to the file SWAP_FILE, if there is one.
func FlushSwapped() {
	file := os.Getenv("SWAP_FILE")
	if file == "" {
		return
	}
	swappedLock.Lock()
	defer swappedLock.Unlock()
	for _, r := range swappedAll {
		if r.Runs = len(r.times); r.Runs == 0 {
			continue
		}
		t := slices.Clone(r.times[min(1, r.Runs-1):]) // the first run fills caches
		slices.Sort(t)
		r.Median = t[len(t)/2]
	}
	text, err := json.Marshal(map[string]interface{}{"Machines": swappedAll, "SolverSteps": solverSteps.Load(), "SolverUs": float64(solverNanos.Load()) / 1000})
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		panic(err)
	}
}
