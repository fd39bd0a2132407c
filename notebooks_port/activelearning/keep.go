package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// kept is what a method came to in a repeat, and what that depends on beside the program: a file of -checkpoint. It is without the
// chains: each round has a new one, and all rounds together take seconds.
type kept struct {
	Method string  `json:"method"`
	Seed   uint64  `json:"seed"` // of the repeat
	Rounds int     `json:"rounds"`
	Known  []int   `json:"known"` // rows of the pool, as bought
	Curve  curve   `json:"curve"`
	Shots  []shown `json:"snapshots"`
}

// shown is a snapshot without the points, which the pool has.
type shown struct {
	Labels      int       `json:"labels"`
	Information []float64 `json:"information"`
}

// learn lets a method learn in repeat k, with snapshots in the first, or takes what the folder of -checkpoint has of that; source then
// says from where.
func (o options) learn(ctx context.Context, l *learner, k int) (done kept, source string, err error) {
	done = kept{Method: l.name, Seed: l.seed, Rounds: o.rounds}
	var rounds []int
	if k == 0 {
		rounds = []int{o.rounds / 3, o.rounds}
	}
	if o.checkpoint == "" {
		return done, "", done.run(ctx, l, rounds)
	}
	folder := filepath.Join(o.checkpoint, fmt.Sprintf("repeat-%d", k+1))
	if err := checkpoint.Make(folder); err != nil {
		return done, "", err
	}
	path := filepath.Join(folder, l.name+".json")
	if err := done.take(path, len(rounds)); !errors.Is(err, fs.ErrNotExist) {
		return done, "taken from " + path, err
	}
	if err := done.run(ctx, l, rounds); err != nil {
		return done, "", err
	}
	return done, "", output.JSON(path, done)
}

// run is the learner's.
func (d *kept) run(ctx context.Context, l *learner, rounds []int) error {
	c, shots, err := l.run(ctx, d.Rounds, rounds...)
	if err != nil {
		return err
	}
	d.Known, d.Curve = l.known, c
	d.Curve.Wasted = l.wasted()
	for _, s := range shots {
		d.Shots = append(d.Shots, shown{s.known.Rows(), s.information})
	}
	return nil
}

// take reads a file, which must be of what d is to be.
func (d *kept) take(path string, shots int) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("-checkpoint: %w", err)
	}
	var read kept
	if err = json.Unmarshal(text, &read); err == nil {
		err = read.check(*d, shots)
	}
	if err != nil {
		return fmt.Errorf("-checkpoint: %s: %w: remove the file, or name another folder", path, err)
	}
	*d = read
	return nil
}

// check refuses what another call has kept, or what is not whole.
func (d kept) check(want kept, shots int) error {
	if d.Method != want.Method || d.Seed != want.Seed || d.Rounds != want.Rounds {
		return fmt.Errorf("it is of %s, seed %d of the repeat, %d rounds, not of %s, %d, %d: call with the flags that it was kept by", d.Method, d.Seed, d.Rounds,
			want.Method, want.Seed, want.Rounds)
	}
	judged, c := d.Rounds+1, d.Curve
	whole := len(d.Known) == start+batch*d.Rounds && len(d.Shots) == shots
	for _, n := range []int{len(c.Labels), len(c.Accuracy), len(c.LogLikelihood), len(c.RHat)} {
		whole = whole && n == judged
	}
	for _, i := range d.Known {
		whole = whole && i >= 0 && i < points
	}
	for _, s := range d.Shots {
		whole = whole && s.Labels >= start && s.Labels <= len(d.Known) && len(s.Information) == cells*cells
	}
	if !whole {
		return errors.New("it lacks numbers, or has some that cannot be")
	}
	return nil
}

// snapshots are those of the method, with the points of its pool.
func (d kept) snapshots(pool data.Set) (shots []snapshot) {
	for _, s := range d.Shots {
		shots = append(shots, snapshot{pool.Take(d.Known[:s.Labels]), s.Information})
	}
	return shots
}
