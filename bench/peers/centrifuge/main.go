// One room on centrifuge (Debian's golang-github-centrifugal-centrifuge-dev), for `npm run bench fanout`.
//
// It has no setting for batching; what it does have is joining up to four messages that wait for one
// client into one frame. So that there is something to join, what comes within 25 ms is published in
// one go: the best it can do.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"
)

const room = "room"
const window = 25 * time.Millisecond

type batch struct {
	mu      sync.Mutex
	waiting [][]byte
}

func (b *batch) add(data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, data)
}

func (b *batch) publishForever(node *centrifuge.Node) {
	for range time.Tick(window) {
		b.mu.Lock()
		messages := b.waiting
		b.waiting = nil
		b.mu.Unlock()
		for _, data := range messages {
			if _, err := node.Publish(room, data); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}
}

func main() {
	config := centrifuge.DefaultConfig
	config.ClientQueueMaxSize = 64 << 20
	node, err := centrifuge.New(config)
	if err != nil {
		panic(err)
	}
	waiting := &batch{}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{UserID: "viewer"}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
			answer(centrifuge.SubscribeReply{}, nil)
		})
		client.OnPublish(func(event centrifuge.PublishEvent, answer centrifuge.PublishCallback) {
			waiting.add(append([]byte(nil), event.Data...))
			answer(centrifuge.PublishReply{Result: &centrifuge.PublishResult{}}, nil)
		})
	})
	if err := node.Run(); err != nil {
		panic(err)
	}
	go waiting.publishForever(node)
	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		UseWriteBufferPool: true,
		WriteTimeout:       time.Minute,
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	panic(http.Serve(listener, nil))
}
