#!/bin/sh
# Run by the image of nginx before it starts: room for two connections (browser and web) a pupil in a live class.
sed -i 's/worker_connections .*/worker_connections 16384;/' /etc/nginx/nginx.conf
