package training

import (
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress tells a person how training goes. On a terminal it is a bar with the loss, the rate and the time left,
// and the lines of the epochs above it; elsewhere only these lines, such as
//
//	mse  epoch 3/5  loss 0.0050  rate 0.0001  6.1 s  330 us/step
//
// with "val 0.0061" after the loss if there is a validation loss, without the rate if it is NaN. Where the network's units are
// not the target's the loss is told in both. Nothing that is
// computed depends on it or on its clock; errors of Out are ignored. A nil *Progress is silent. Calls come from one
// goroutine: Start, then Step and Epoch, then Stop.
type Progress struct {
	Out   io.Writer // nil is os.Stderr
	Label string    // begins each line; "" for none

	now      func() time.Time         // nil is time.Now
	terminal func(out io.Writer) bool // nil is isTerminal
	bar      *progressbar.ProgressBar // nil elsewhere than on a terminal
	start    time.Time                // of the run
	drawn    time.Time                // the bar, last
	epochs   int                      // planned
	epoch    int                      // finished
	steps    int                      // planned
	step     int                      // made
	loss     struct{ sum, n float64 } // of this epoch so far
}

// redraw is the least time between two pictures of the bar.
const redraw = 100 * time.Millisecond

// Start begins a run of that many epochs and, in all, steps.
func (p *Progress) Start(epochs, steps int) {
	if p == nil {
		return
	}
	p.epochs, p.epoch, p.steps, p.step = epochs, 0, steps, 0
	p.loss.sum, p.loss.n = 0, 0
	p.start, p.bar = p.clock(), nil
	p.drawn = p.start
	if !p.onTerminal() || steps < 1 {
		return
	}
	p.bar = progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(p.out()), progressbar.OptionSetWidth(20), progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetPredictTime(false), progressbar.OptionClearOnFinish())
}

// done says that so many epochs of the run were made before.
func (p *Progress) done(epochs int) {
	if p != nil {
		p.epoch = epochs
	}
}

// goesOn tells that a fit resumes.
func (p *Progress) goesOn(path string, epochs, steps int) {
	if p == nil {
		return
	}
	line := fmt.Sprintf("goes on from %s, after %s", path, count(epochs, "epoch"))
	if steps > 0 {
		line += " and " + count(steps, "step")
	}
	if p.Label != "" {
		line = p.Label + "  " + line
	}
	fmt.Fprintln(p.out(), line)
}

// Step reports one update. Off a terminal it costs nothing, on one it reads the clock.
func (p *Progress) Step(loss, rate float64) {
	if p == nil || p.bar == nil {
		return
	}
	p.step++
	p.loss.sum += loss
	p.loss.n++
	if now := p.clock(); now.Sub(p.drawn) >= redraw && p.step < p.steps {
		p.drawn = now
		p.bar.Describe(p.status(rate, now))
		_ = p.bar.Set(p.step)
	}
}

// Epoch reports the end of an epoch.
func (p *Progress) Epoch(e Epoch) {
	if p == nil {
		return
	}
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintln(p.out(), p.line(e))
	for _, w := range e.Warnings {
		fmt.Fprintln(p.out(), "warning: "+w)
	}
	if e.Stopped != "" {
		fmt.Fprintln(p.out(), e.Stopped)
	}
	p.epoch, p.loss.sum, p.loss.n = e.Number, 0, 0
}

// Stop ends the run, also before its last step, and takes the bar away.
func (p *Progress) Stop() {
	if p == nil || p.bar == nil {
		return
	}
	_ = p.bar.Exit()
	_ = p.bar.Clear()
	p.bar = nil
}

// line is one epoch in words.
func (p *Progress) line(e Epoch) string {
	loss, val := "loss "+brief(e.Loss), "val "+brief(e.ValLoss)
	if e.Target != nil {
		loss += fmt.Sprintf(" (%s in the target's units)", brief(e.Target.Loss))
		val += fmt.Sprintf(" (%s)", brief(e.Target.ValLoss))
	}
	parts := []string{p.heading(e.Number), loss}
	if !math.IsNaN(e.ValLoss) {
		parts = append(parts, val)
	}
	parts = append(parts, ratePart(e.Rate)+seconds(e.Seconds))
	if e.Steps > 0 {
		parts = append(parts, perStep(e.Seconds/float64(e.Steps)))
	}
	return strings.Join(parts, "  ")
}

// status is the text before the bar.
func (p *Progress) status(rate float64, now time.Time) string {
	left := now.Sub(p.start).Seconds() / float64(p.step) * float64(p.steps-p.step)
	return fmt.Sprintf("%s  loss %s  %s%s left", p.heading(p.epoch+1), brief(p.loss.sum/p.loss.n),
		ratePart(rate), time.Duration(math.Ceil(left))*time.Second)
}

func (p *Progress) heading(epoch int) string {
	h := fmt.Sprintf("epoch %d/%d", epoch, p.epochs)
	if p.Label != "" {
		h = p.Label + "  " + h
	}
	return h
}

func (p *Progress) out() io.Writer {
	if p.Out == nil {
		return os.Stderr
	}
	return p.Out
}

func (p *Progress) clock() time.Time {
	if p.now == nil {
		return time.Now()
	}
	return p.now()
}

func (p *Progress) onTerminal() bool {
	if p.terminal == nil {
		return isTerminal(p.out())
	}
	return p.terminal(p.out())
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ratePart is the rate and the gap after it, nothing if it is NaN: Gorgonia's own solvers do not tell theirs.
func ratePart(rate float64) string {
	if math.IsNaN(rate) {
		return ""
	}
	return "rate " + strconv.FormatFloat(rate, 'g', 3, 64) + "  "
}

// brief is four decimals, or four digits where that would show few of them.
func brief(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-3 || a >= 1e5) {
		return strconv.FormatFloat(x, 'e', 3, 64)
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}

func seconds(s float64) string {
	if s < 1 {
		return fmt.Sprintf("%.3f s", s)
	}
	return fmt.Sprintf("%.1f s", s)
}

func perStep(s float64) string {
	if s < .01 {
		return fmt.Sprintf("%.0f us/step", s*1e6)
	}
	return fmt.Sprintf("%.1f ms/step", s*1e3)
}
