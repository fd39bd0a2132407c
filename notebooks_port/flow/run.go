package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/deepprob/deepprob/training"
)

// notebook is a run.
type notebook struct {
	options
	ctx     context.Context
	out     io.Writer
	folder  output.Folder
	results results
	last    time.Time
}

// lap is the seconds since the last lap.
func (n *notebook) lap() float64 {
	now := time.Now()
	defer func() { n.last = now }()
	return now.Sub(n.last).Seconds()
}

// run is the notebook. What has been done is drawn and written before the next part begins.
func run(ctx context.Context, o options, out io.Writer) error {
	folder, err := output.Open(o.out)
	if err != nil {
		return err
	}
	start := time.Now()
	n := &notebook{options: o, ctx: ctx, out: out, folder: folder, last: start}
	for _, part := range []func() error{n.plane, n.turn, n.masses} {
		if err := part(); err != nil {
			return err
		}
		if err := folder.Part(n.results); err != nil {
			return err
		}
	}
	r := &n.results
	for _, c := range r.Claims {
		fmt.Fprintf(out, "%s\n", c.Says)
	}
	r.Seconds.Total = time.Since(start).Seconds()
	r.Seconds.Figures = r.Seconds.Total - r.Seconds.Plane - r.Seconds.Turning - r.Seconds.Clusters
	fmt.Fprintf(out, "\nseconds  plane %.1f  turning moons %.1f  clusters %.1f  figures %.1f  total %.1f\nfigures and results.json are in %s\n",
		r.Seconds.Plane, r.Seconds.Turning, r.Seconds.Clusters, r.Seconds.Figures, r.Seconds.Total, folder)
	return folder.Finish(r)
}

// plane learns and draws the four densities.
func (n *notebook) plane() error {
	var models []*training.Model
	for _, d := range densities.All() {
		m, l, err := n.learn(n.ctx, d, n.out)
		if err != nil {
			return err
		}
		models, n.results.Densities = append(models, m), append(n.results.Densities, l)
		if err := n.folder.Part(n.results); err != nil {
			return err
		}
	}
	n.results.Seconds.Plane = n.lap()
	n.results.Claims = table().Say(n.results)
	if err := n.drawPlane(models); err != nil {
		return err
	}
	n.lap()
	return nil
}

// turn learns and draws the moons that turn with x.
func (n *notebook) turn() (err error) {
	m, c, err := n.learnTurning(n.ctx, n.out)
	if err != nil {
		return err
	}
	n.results.Turning, n.results.Seconds.Turning = c, n.lap()
	n.results.Claims = table().Say(n.results)
	if err := n.drawTurning(m); err != nil {
		return err
	}
	n.results.printPlane(n.out)
	n.lap()
	return nil
}

// masses compares the networks of masses.
func (n *notebook) masses() error {
	if err := n.weigh(n.ctx, &n.results.Clusters, n.out); err != nil {
		return err
	}
	n.results.Seconds.Clusters = n.lap()
	n.results.Clusters.print(n.out)
	n.results.Claims = table().Say(n.results)
	return n.drawClusters()
}
