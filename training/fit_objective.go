package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/losses"
)

// objective puts the loss of a step together from its draws.
type objective struct {
	elbo           *losses.ELBO // nil: the loss of the rows is all
	cross, entropy float64      // what multiplies the parts of the penalty in this step
	rows           []float64    // the mean loss of the batch's rows, by draw
	penalty        []float64    // the weighted penalty, by draw
	scales         []float64
	batch          float64 // rows of this step
	parts          Bound   // sums over the epoch's rows
	seen           float64 // rows of the epoch so far
}

func newObjective(loss losses.Loss) (*objective, error) {
	o := &objective{}
	switch e := loss.(type) {
	case losses.ELBO:
		o.elbo = &e
	case *losses.ELBO:
		return nil, errors.New("the Loss is a pointer to an ELBO: give it as a value")
	}
	if o.elbo != nil {
		return o, o.elbo.Check()
	}
	return o, nil
}

// draws is how many times the weights are drawn in a step.
func (o *objective) draws() int {
	if o.elbo == nil {
		return 1
	}
	return max(o.elbo.Draws, 1)
}

// sampled reports whether penalties must be of the weights drawn.
func (o *objective) sampled() bool {
	return o.elbo != nil && o.elbo.ImportanceWeighted || o.pathwise()
}

// pathwise reports whether their entropy is derived through the draws alone.
func (o *objective) pathwise() bool { return o.elbo != nil && o.elbo.Pathwise }

// check refuses a network whose penalty would be lost or weighed wrongly.
func (o *objective) check(penalties, rows int, rowNoise bool) error {
	switch {
	case o.elbo == nil && penalties > 0:
		return fmt.Errorf("the network has a penalty, such as the divergence of its weights from their prior: its Loss must be losses.ELBO{Rows: %d}", rows)
	case o.elbo != nil && o.elbo.Rows != rows:
		return fmt.Errorf("ELBO.Rows is %d but there are %d training rows, not counting those of weight 0: the divergence would have the wrong weight", o.elbo.Rows, rows)
	case o.elbo != nil && o.elbo.ImportanceWeighted && rowNoise:
		return errors.New("an importance-weighted ELBO needs draws of the weights that all rows share, but the network draws noise for each row")
	}
	return nil
}

// begin starts a step over so many rows at time t.
func (o *objective) begin(t float64, rows int) (err error) {
	o.rows, o.penalty, o.batch = o.rows[:0], o.penalty[:0], float64(rows)
	if o.elbo != nil {
		o.cross, o.entropy, err = o.elbo.Weights(t)
	}
	return err
}

// add takes a draw: the mean loss of its rows, and the cross-entropy and entropy of its weights in nats.
func (o *objective) add(rows, cross, entropy float64) {
	o.rows = append(o.rows, rows)
	o.penalty = append(o.penalty, o.cross*cross-o.entropy*entropy)
	if o.elbo == nil {
		return
	}
	weight := o.batch / float64(o.draws())
	share := weight / float64(o.elbo.Rows)
	o.parts.LogLik -= rows * weight
	o.parts.CrossEntropy += cross * share
	o.parts.Entropy += entropy * share
}

// end is the loss of the step and what multiplies the gradient of each draw in its gradient; nil for one draw.
func (o *objective) end() (loss float64, scales []float64) {
	o.seen += o.batch
	if len(o.rows) == 1 {
		return o.rows[0] + o.penalty[0], nil
	}
	o.scales = o.scales[:0]
	if o.elbo.ImportanceWeighted {
		return o.importance()
	}
	for k, l := range o.rows {
		o.scales = append(o.scales, 1/float64(len(o.rows)))
		loss += (l + o.penalty[k]) / float64(len(o.rows))
	}
	return loss, o.scales
}

// importance is -log mean_k exp(-N l_k) / N for the losses l_k a row of the draws; its gradient weighs theirs by their
// share in the mean.
func (o *objective) importance() (loss float64, scales []float64) {
	n, best := float64(o.elbo.Rows), math.Inf(1)
	for k := range o.rows {
		best = min(best, o.rows[k]+o.penalty[k])
	}
	sum := 0.
	for k := range o.rows {
		w := math.Exp(-n * (o.rows[k] + o.penalty[k] - best))
		o.scales = append(o.scales, w)
		sum += w
	}
	for k := range o.scales {
		o.scales[k] /= sum
	}
	return best - math.Log(sum/float64(len(o.rows)))/n, o.scales
}

// epoch returns the parts of the steps so far, mean over their rows as the epoch's loss is, and forgets them; nil without
// an ELBO.
func (o *objective) epoch(sampled bool) *Bound {
	b, n := o.parts, o.seen
	o.parts, o.seen = Bound{}, 0
	if o.elbo == nil || n == 0 {
		return nil
	}
	b.LogLik, b.CrossEntropy, b.Entropy = b.LogLik/n, b.CrossEntropy/n, b.Entropy/n
	b.KL, b.Sampled = b.CrossEntropy-b.Entropy, sampled
	b.Beta = o.cross * float64(o.elbo.Rows)
	if o.cross > 0 {
		b.Temperature = o.entropy / o.cross
	}
	return &b
}
